"""Reading causes: why did this happen, and what did that lead to."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, select

from qpf_core.guards import require_range
from qpf_core.memory.layers import Cause
from qpf_core.store import Store
from qpf_core.store.memory_tables import CAUSE_FACTORS, CAUSES

DEEPEST = 32
_CHUNK = 500


class CausalReader:
    """The causal links of one agent, to look at."""

    def __init__(self, agent: str, store: Store) -> None:
        """Read the links of `agent` from `store`."""
        self._agent = agent
        self._store = store

    async def causes(self, effect: str, depth: int = 1) -> tuple[Cause, ...]:
        """Return the links that led to `effect`, `depth` steps back, nearest first.

        A link appears once, at its least depth, so circles end. Raises InputError for a depth
        outside 1..32.
        """
        return await self._walk(effect, depth, backwards=True)

    async def effects(self, factor: str, depth: int = 1) -> tuple[Cause, ...]:
        """Return the links that `factor` took part in, `depth` steps on, nearest first."""
        return await self._walk(factor, depth, backwards=False)

    async def links(self) -> tuple[Cause, ...]:
        """Return all links, oldest first."""
        query = select(CAUSES.c.id).where(CAUSES.c.agent == self._agent).order_by(CAUSES.c.id)
        return await self._store.read(
            lambda connection: tuple(
                self._links(connection, list(connection.execute(query).scalars()))
            )
        )

    async def _walk(self, start: str, depth: int, *, backwards: bool) -> tuple[Cause, ...]:
        require_range("depth", depth, 1, DEEPEST)

        def walk(connection: Connection) -> tuple[Cause, ...]:
            found: dict[str, Cause] = {}
            asked, frontier = {start}, {start}
            for level in range(1, depth + 1):
                ids = self._touching(connection, frontier, backwards) - found.keys()
                links = self._links(connection, sorted(ids))
                found |= {link.id: replace(link, depth=level) for link in links}
                reached = {
                    name
                    for link in links
                    for name in (link.factors if backwards else (link.effect,))
                }
                frontier = reached - asked
                asked |= frontier
            return tuple(found.values())

        return await self._store.read(walk)

    def _touching(
        self, connection: Connection, names: Collection[str], backwards: bool
    ) -> set[str]:
        table, key, name = (
            (CAUSES, CAUSES.c.id, CAUSES.c.effect)
            if backwards
            else (CAUSE_FACTORS, CAUSE_FACTORS.c.cause, CAUSE_FACTORS.c.factor)
        )
        return {
            row[0]
            for part in _chunks(sorted(names))
            for row in connection.execute(
                select(key).where(table.c.agent == self._agent, name.in_(part))
            )
        }

    def _links(self, connection: Connection, ids: list[str]) -> list[Cause]:
        links: list[Cause] = []
        for part in _chunks(ids):
            factors = self._factors(connection, part)
            query = (
                select(CAUSES)
                .where(CAUSES.c.agent == self._agent, CAUSES.c.id.in_(part))
                .order_by(CAUSES.c.id)
            )
            links.extend(
                Cause(
                    id=row.id,
                    effect=row.effect,
                    factors=tuple(factors.get(row.id, ())),
                    weight=row.weight,
                    evidence=row.evidence,
                    created_at=row.created_at,
                )
                for row in connection.execute(query)
            )
        return links

    def _factors(self, connection: Connection, ids: list[str]) -> dict[str, list[str]]:
        table = CAUSE_FACTORS.c
        query = (
            select(table.cause, table.factor)
            .where(table.agent == self._agent, table.cause.in_(ids))
            .order_by(table.cause, table.place)
        )
        grouped: dict[str, list[str]] = {}
        for cause, factor in connection.execute(query):
            grouped.setdefault(cause, []).append(factor)
        return grouped


def _chunks(items: list[str]) -> list[list[str]]:
    # Databases bound the number of parameters of a statement.
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
