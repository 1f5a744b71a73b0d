"""Search by pgvector: an HNSW index for each length of vector, scanned on until enough match."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from qpf_core.store import Store

_MOST_INDEXED = 2000


class PgvectorNearest:
    """Cosine by HNSW; above 2000 dimensions, which the index cannot hold, by an exact scan."""

    def __init__(self, store: Store, agent: str) -> None:
        """Search the vectors of `agent` in `store`."""
        self._store = store
        self._agent = agent
        self._indexed: set[int] = set()

    async def prepare(self, dimensions: int) -> None:
        """Make the index for vectors of so many dimensions when it is missing."""
        if dimensions in self._indexed or dimensions > _MOST_INDEXED:
            return

        def index(connection: Connection) -> None:
            self._store.backend.lock(connection, "qpf:vectors")
            connection.execute(text(_index_sql(int(dimensions))))

        await self._store.run(index)
        self._indexed.add(dimensions)

    def search(
        self,
        connection: Connection,
        embedding: Sequence[float],
        limit: int,
        kind: str | None,
        now: datetime,
    ) -> Sequence[tuple[str, float]]:
        """Return identities and cosine scores of living episodes, best first."""
        # Filters run after the index: without the iterative scan an answer may come up short.
        connection.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
        rows = connection.execute(
            text(_search_sql(len(embedding))),
            {
                "agent": self._agent,
                "kind": kind,
                "now": now.timestamp(),
                "question": "[" + ",".join(repr(float(item)) for item in embedding) + "]",
                "limit": limit,
            },
        )
        return [(row.episode, 1.0 - row.distance) for row in rows]

    def forget(self) -> None:
        """Do nothing: the database remembers."""


def _index_sql(dimensions: int) -> str:
    return (
        f"CREATE INDEX IF NOT EXISTS qpf_episode_vectors_hnsw_{dimensions}"
        f" ON qpf_episode_vectors USING hnsw"
        f" ((embedding::vector({dimensions})) vector_cosine_ops)"
        f" WHERE dimensions = {dimensions}"
    )


def _search_sql(dimensions: int) -> str:
    distance = f"embedding::vector({dimensions}) <=> CAST(:question AS vector({dimensions}))"
    return (
        f"SELECT episode, {distance} AS distance FROM qpf_episode_vectors"
        f" WHERE dimensions = {dimensions} AND agent = :agent"
        " AND (CAST(:kind AS text) IS NULL OR kind = :kind)"
        " AND (expires_at IS NULL OR expires_at > :now)"
        f" ORDER BY {distance} LIMIT :limit"
    )
