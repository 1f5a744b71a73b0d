"""Search by nearness: the seam between exact search and an index of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from qpf_core.store import Store


class Nearest(Protocol):
    """Finds the episodes whose embeddings point where the question points."""

    async def prepare(self, dimensions: int) -> None:
        """Make ready for questions of so many dimensions."""

    def search(
        self,
        connection: Connection,
        embedding: Sequence[float],
        limit: int,
        kind: str | None,
        now: datetime,
    ) -> Sequence[tuple[str, float]]:
        """Return identities and cosine scores of living episodes, best first."""

    def forget(self) -> None:
        """Drop what is remembered between questions."""


def open_nearest(store: Store, agent: str) -> Nearest:
    """Return the search that suits the database of `store`."""
    if store.name == "postgresql":
        # Each search loads its own libraries: numpy here, pgvector there.
        from qpf_core.memory.nearest_pgvector import PgvectorNearest  # pylint: disable=C0415

        return PgvectorNearest(store, agent)
    from qpf_core.memory.nearest_exact import ExactNearest  # pylint: disable=C0415

    return ExactNearest(agent)
