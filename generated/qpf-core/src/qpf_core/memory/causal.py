"""Causal memory: hyperedges from factors to effects over the relational store."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from qpf_core.clock import Clock
from qpf_core.effects import current_effects
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_items, require_length, require_one_of
from qpf_core.memory.causal_reader import CausalReader
from qpf_core.memory.topology import CausalMemory
from qpf_core.store import IdMint, Store
from qpf_core.store.backend import Backend
from qpf_core.store.documents import document
from qpf_core.store.memory_tables import CAUSE_FACTORS, CAUSES


class Causal(CausalReader):
    """The causal links of one agent, to look at and to add to."""

    def __init__(self, agent: str, declared: CausalMemory, store: Store, clock: Clock) -> None:
        """Keep the links of `agent` in `store`."""
        super().__init__(agent, store)
        self._influences = {factor.name: factor.influences for factor in declared.factors}
        self._clock = clock
        self._mint = IdMint(clock)
        self._sink = _LinkSink(store.backend)

    async def link(
        self,
        effect: str,
        factors: Sequence[str],
        *,
        weight: float = 1.0,
        evidence: object = None,
    ) -> str:
        """Remember that `factors` together led to `effect`; return the identity of the link.

        Raises InputError for an undeclared factor, an effect that a factor does not influence, a
        factor named twice, no factor at all, or a weight that is not finite.
        """
        require_length("effect", effect, 1, 200)
        require_items("factors", factors, 1, 100)
        require_finite("weight", weight)
        if len(set(factors)) < len(factors):
            raise InputError("factors", "names a factor twice")
        for place, factor in enumerate(factors):
            self._check(f"factors.{place}", factor, effect)
        effects = current_effects()
        again = effects and effects.identity(f"{self._agent} link {effect}")
        row = {
            "agent": self._agent,
            "id": again or self._mint.new(),
            "effect": effect,
            "weight": float(weight),
            "evidence": document(evidence),
            "created_at": self._clock.now(),
            "factors": tuple(factors),
        }
        return await self._store.submit(self._sink, row)

    def _check(self, field: str, factor: str, effect: str) -> None:
        require_length(field, factor, 1, 200)
        if not self._influences:
            return
        name = _name(factor)
        require_one_of(field, name, tuple(self._influences))
        if allowed := self._influences[name]:
            require_one_of("effect", _name(effect), allowed)


class _LinkSink:  # pylint: disable=too-few-public-methods
    """Writes links and their factors with two statements."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[str]:
        """Write every link that an earlier delivery did not write; return the identities."""
        identities = [row["id"] for row in rows]
        rows = self._new(connection, rows)
        if not rows:
            return identities
        self._backend.insert_many(
            connection,
            CAUSES,
            [{name: row[name] for name in row if name != "factors"} for row in rows],
        )
        self._backend.insert_many(
            connection,
            CAUSE_FACTORS,
            [
                {"agent": row["agent"], "cause": row["id"], "factor": factor, "place": place}
                for row in rows
                for place, factor in enumerate(row["factors"])
            ],
        )
        return identities

    @staticmethod
    def _new(connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        owner, wanted = rows[0]["agent"], [row["id"] for row in rows]
        query = select(CAUSES.c.id).where(CAUSES.c.agent == owner, CAUSES.c.id.in_(wanted))
        known = set(connection.execute(query).scalars())
        return [row for row in rows if row["id"] not in known]


def _name(text: str) -> str:
    return text.partition(":")[0]
