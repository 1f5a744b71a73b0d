"""Reading episodes: by kind and keys, or by nearness of their embeddings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from qpf_core.clock import Clock
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_items, require_one_of, require_range
from qpf_core.memory.layers import Episode
from qpf_core.memory.nearest import Nearest, open_nearest
from qpf_core.memory.topology import EpisodicMemory
from qpf_core.store import Store, floor_id
from qpf_core.store.memory_tables import EPISODE_KEYS, EPISODES

_COLUMNS = (
    EPISODES.c.id,
    EPISODES.c.kind,
    EPISODES.c.value,
    EPISODES.c["keys"].label("carried"),
    EPISODES.c.created_at,
    EPISODES.c.expires_at,
)
MOST_FOUND = 10_000


class EpisodicReader:
    """The episodes of one agent, to look at."""

    def __init__(self, agent: str, declared: EpisodicMemory, store: Store, clock: Clock) -> None:
        """Read the episodes of `agent` from `store`."""
        self._agent = agent
        self._declared = declared
        self._store = store
        self._clock = clock
        self._nearest: Nearest = open_nearest(store, agent)

    async def find(
        self,
        kind: str | None = None,
        where: Mapping[str, str] | None = None,
        limit: int = 100,
        newest_first: bool = True,
        *,
        since: datetime | None = None,
    ) -> tuple[Episode, ...]:
        """Return up to `limit` living episodes of `kind` whose keys equal `where`, by time.

        Raises InputError for a key that is not declared or a limit outside 1..10000.
        """
        require_range("limit", limit, 1, MOST_FOUND)
        self._check_keys("where", where or {})
        query = self._living()
        if kind is not None:
            query = query.where(EPISODES.c.kind == kind)
        if since is not None:
            query = query.where(EPISODES.c.id >= floor_id(since))
        for key, value in (where or {}).items():
            query = query.where(EPISODES.c.id.in_(self._carrying(key, value)))
        order = EPISODES.c.id.desc() if newest_first else EPISODES.c.id
        query = query.order_by(order).limit(limit)
        return await self._store.read(lambda connection: _episodes(connection, query))

    async def nearest(
        self, embedding: Sequence[float], limit: int = 10, kind: str | None = None
    ) -> tuple[Episode, ...]:
        """Return the living episodes nearest to `embedding` by cosine, best first.

        Only episodes with as many dimensions are compared. Raises InputError for an embedding that
        is empty, zero or not finite.
        """
        require_range("limit", limit, 1, MOST_FOUND)
        check_embedding(embedding)
        now = self._clock.now()

        def search(connection: Connection) -> tuple[Episode, ...]:
            scores, found = self._scored(connection, embedding, limit, kind, now)
            if len(found) < len(scores):
                # Another process deleted some of what this one remembers: read afresh.
                self._nearest.forget()
                scores, found = self._scored(connection, embedding, limit, kind, now)
            return tuple(
                replace(found[id_], score=score) for id_, score in scores.items() if id_ in found
            )

        await self._nearest.prepare(len(embedding))
        return await self._store.read(search)

    def _living(self) -> Select[Any]:
        expires = EPISODES.c.expires_at
        return select(*_COLUMNS).where(
            EPISODES.c.agent == self._agent,
            or_(expires.is_(None), expires > self._clock.now()),
        )

    def _scored(
        self,
        connection: Connection,
        embedding: Sequence[float],
        limit: int,
        kind: str | None,
        now: datetime,
    ) -> tuple[dict[str, float], dict[str, Episode]]:
        scores = dict(self._nearest.search(connection, embedding, limit, kind, now))
        query = self._living().where(EPISODES.c.id.in_(scores))
        return scores, {episode.id: episode for episode in _episodes(connection, query)}

    def _carrying(self, key: str, value: str) -> Select[tuple[str]]:
        return select(EPISODE_KEYS.c.episode).where(
            EPISODE_KEYS.c.agent == self._agent,
            EPISODE_KEYS.c.key == key,
            EPISODE_KEYS.c.value == value,
        )

    def _check_keys(self, field: str, keys: Mapping[str, str]) -> None:
        for key in keys:
            require_one_of(f"{field}.{key}", key, self._declared.index)


def check_embedding(embedding: Sequence[float]) -> None:
    """Refuse an embedding that has no direction: empty, all zero, or not finite."""
    require_items("embedding", embedding, 1, 16_000)
    require_finite("embedding", embedding)
    if not any(embedding):
        raise InputError("embedding", "must not be all zero")


def _episodes(connection: Connection, query: Select[Any]) -> tuple[Episode, ...]:
    return tuple(_episode(row) for row in connection.execute(query))


def _episode(row: Row[Any]) -> Episode:
    return Episode(
        id=row.id,
        kind=row.kind,
        value=row.value,
        index=row.carried,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
