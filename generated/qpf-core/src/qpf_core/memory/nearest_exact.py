"""Exact search in numpy: the unit vectors stay in memory, only new ones are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from qpf_core.store.memory_tables import EPISODE_VECTORS

_V = EPISODE_VECTORS.c
_NEVER = float("inf")


@dataclass(slots=True)
class _Block:
    """All vectors of one length."""

    units: NDArray[np.float32]
    used: int = 0
    last: int = 0
    episodes: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    expires: list[float] = field(default_factory=list)

    def add(self, units: NDArray[np.float32]) -> None:
        """Append rows; the room doubles so that appending stays cheap."""
        need = self.used + len(units)
        if need > len(self.units):
            room = np.empty((max(need, 2 * len(self.units)), self.units.shape[1]), np.float32)
            room[: self.used] = self.units[: self.used]
            self.units = room
        self.units[self.used : need] = units
        self.used = need


class ExactNearest:
    """Cosine against every vector of the agent; the answer is exact."""

    def __init__(self, agent: str) -> None:
        """Search the vectors of `agent`."""
        self._agent = agent
        self._lock = Lock()
        self._blocks: dict[int, _Block] = {}

    async def prepare(self, dimensions: int) -> None:
        """Do nothing: the first question reads what it needs."""

    def search(
        self,
        connection: Connection,
        embedding: Sequence[float],
        limit: int,
        kind: str | None,
        now: datetime,
    ) -> Sequence[tuple[str, float]]:
        """Return identities and cosine scores of living episodes, best first; ties by age."""
        with self._lock:
            block = self._fresh(connection, len(embedding))
            allowed = np.asarray(block.expires) > now.timestamp()
            if kind is not None:
                allowed &= np.asarray(block.kinds) == kind
            places = np.flatnonzero(allowed)
            scores = (block.units[: block.used] @ _unit(np.asarray([embedding]))[0])[places]
            best = np.lexsort((places, -scores))[:limit]
            return [(block.episodes[places[i]], float(scores[i])) for i in best]

    def forget(self) -> None:
        """Drop the vectors in memory; the next question reads them again."""
        with self._lock:
            self._blocks.clear()

    def _fresh(self, connection: Connection, dimensions: int) -> _Block:
        if dimensions not in self._blocks:
            self._blocks[dimensions] = _Block(np.empty((0, dimensions), np.float32))
        block = self._blocks[dimensions]
        query = (
            select(_V.seq, _V.episode, _V.kind, _V.expires_at, _V.embedding)
            .where(_V.agent == self._agent, _V.dimensions == dimensions, _V.seq > block.last)
            .order_by(_V.seq)
        )
        rows = connection.execute(query).all()
        if rows:
            data = np.frombuffer(b"".join(row.embedding for row in rows), np.float32)
            block.add(_unit(data.reshape(len(rows), dimensions)))
            block.last = rows[-1].seq
            block.episodes.extend(row.episode for row in rows)
            block.kinds.extend(row.kind for row in rows)
            block.expires.extend(
                row.expires_at.timestamp() if row.expires_at else _NEVER for row in rows
            )
        return block


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    doubles = vectors.astype(np.float64)
    lengths = np.linalg.norm(doubles, axis=1, keepdims=True)
    return (doubles / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
