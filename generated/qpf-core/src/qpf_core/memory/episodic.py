"""Episodic memory: appends are batched, retention really deletes."""

from asyncio import Future
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from qpf_core.clock import Clock
from qpf_core.effects import current_effects
from qpf_core.guards import require_length
from qpf_core.memory.episodic_reader import EpisodicReader, check_embedding
from qpf_core.memory.topology import EpisodicMemory
from qpf_core.store import IdMint, Store
from qpf_core.store.backend import Backend
from qpf_core.store.documents import Document, document
from qpf_core.store.memory_tables import EPISODE_KEYS, EPISODE_VECTORS, EPISODES

_PURGE_BATCH = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEpisode:
    """An episode to append."""

    kind: str
    value: object
    """Anything that has a plain form."""
    index: Mapping[str, str] | None = None
    embedding: Sequence[float] | None = None


class Episodic(EpisodicReader):
    """The episodes of one agent, to look at and to add to."""

    def __init__(self, agent: str, declared: EpisodicMemory, store: Store, clock: Clock) -> None:
        """Keep the episodes of `agent` in `store`."""
        super().__init__(agent, declared, store, clock)
        self._mint = IdMint(clock)
        self._sink = _EpisodeSink(agent, store.backend)

    def append(
        self,
        kind: str,
        value: object,
        *,
        index: Mapping[str, str] | None = None,
        embedding: Sequence[float] | None = None,
    ) -> "Future[str]":
        """Remember that something happened; await the future: its result is the identity.

        Raises InputError for an undeclared key, a bad embedding, a value without plain form.
        """
        return self._store.submit(self._sink, (self._row(kind, value, index or {}, embedding),))

    async def append_many(self, episodes: Iterable[NewEpisode]) -> tuple[str, ...]:
        """Remember all `episodes` or, when one is refused, none; return their identities."""
        rows = tuple(
            self._row(item.kind, item.value, item.index or {}, item.embedding) for item in episodes
        )
        if rows:
            await self._store.submit(self._sink, rows)
        return tuple(row.id for row in rows)

    async def purge(self, now: datetime | None = None) -> int:
        """Delete every episode whose time is over at `now` (None: the clock's); return how many."""
        moment = self._clock.now() if now is None else now
        total = 0
        while gone := await self._store.run(lambda connection: self._purge(connection, moment)):
            total += gone
        if total:
            self._nearest.forget()
        return total

    def _purge(self, connection: Connection, moment: datetime) -> int:
        table = EPISODES.c
        old = (
            select(table.id)
            .where(table.agent == self._agent, table.expires_at <= moment)
            .limit(_PURGE_BATCH)
        )
        statement = delete(EPISODES).where(table.agent == self._agent, table.id.in_(old))
        return connection.execute(statement).rowcount

    def _row(
        self,
        kind: str,
        value: object,
        index: Mapping[str, str],
        embedding: Sequence[float] | None,
    ) -> "_EpisodeRow":
        require_length("kind", kind, 1, 120)
        self._check_keys("index", index)
        for key, item in index.items():
            require_length(f"index.{key}", item, 0, 400)
        if embedding is not None:
            check_embedding(embedding)
        created_at = self._clock.now()
        keep = self._declared.retention_s
        effects = current_effects()
        again = effects and effects.identity(f"{self._agent} episode {kind}")
        return _EpisodeRow(
            id=again or self._mint.new(),
            repeatable=again is not None,
            kind=kind,
            value=document(value),
            index=dict(index),
            embedding=None if embedding is None else tuple(embedding),
            created_at=created_at,
            expires_at=None if keep is None else created_at + timedelta(seconds=keep),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _EpisodeRow:  # pylint: disable=too-many-instance-attributes
    id: str
    kind: str
    value: Document
    index: dict[str, str]
    embedding: tuple[float, ...] | None
    created_at: datetime
    expires_at: datetime | None
    repeatable: bool
    """True when the row may be there already, because its delivery came before."""


class _EpisodeSink:  # pylint: disable=too-few-public-methods
    """Writes groups of episodes with three statements at most."""

    def __init__(self, agent: str, backend: Backend) -> None:
        self._agent = agent
        self._backend = backend

    def write(
        self, connection: Connection, rows: Sequence[tuple[_EpisodeRow, ...]]
    ) -> Sequence[str]:
        """Write every episode of every group, none of them empty; return their first identities."""
        flat = self._new(connection, [row for group in rows for row in group])
        if not flat:
            return [group[0].id for group in rows]
        self._backend.insert_many(connection, EPISODES, [self._episode(row) for row in flat])
        if keys := [pair for row in flat for pair in self._keys(row)]:
            self._backend.insert_many(connection, EPISODE_KEYS, keys)
        if vectors := [self._vector(row) for row in flat if row.embedding is not None]:
            self._backend.insert_many(connection, EPISODE_VECTORS, vectors)
        return [group[0].id for group in rows]

    def _new(self, connection: Connection, rows: list[_EpisodeRow]) -> list[_EpisodeRow]:
        """Return the rows that an earlier delivery did not write."""
        suspects = [row.id for row in rows if row.repeatable]
        if not suspects:
            return rows
        query = select(EPISODES.c.id).where(
            EPISODES.c.agent == self._agent, EPISODES.c.id.in_(suspects)
        )
        known = set(connection.execute(query).scalars())
        return [row for row in rows if row.id not in known]

    def _episode(self, row: _EpisodeRow) -> dict[str, Any]:
        return {
            "agent": self._agent,
            "id": row.id,
            "kind": row.kind,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "keys": row.index,
            "value": row.value,
        }

    def _keys(self, row: _EpisodeRow) -> list[dict[str, Any]]:
        return [
            {"agent": self._agent, "key": key, "value": value, "episode": row.id}
            for key, value in row.index.items()
        ]

    def _vector(self, row: _EpisodeRow) -> dict[str, Any]:
        embedding = row.embedding or ()
        return {
            "agent": self._agent,
            "episode": row.id,
            "kind": row.kind,
            "expires_at": row.expires_at,
            "dimensions": len(embedding),
            "embedding": embedding,
        }
