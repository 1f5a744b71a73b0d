"""PostgreSQL with pgvector, through psycopg."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Table, create_engine, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.types import TypeEngine

from qpf_core.store.documents import encode_document

_WORKERS = 8


class PostgresBackend:
    """One PostgreSQL database; the extension `vector` must be installable."""

    name = "postgresql"
    workers = _WORKERS
    one_writer = False
    reading: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )

    def __init__(self, url: URL) -> None:
        """Prepare a pool; nothing is connected until the first use."""
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            json_serializer=encode_document,
            pool_size=_WORKERS + 1,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},
        )

    def prepare(self, connection: Connection) -> None:
        """Install pgvector; two services that start at once take turns."""
        self.lock(connection, "qpf:prepare")
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))

    def lock(self, connection: Connection, name: str) -> None:
        """Hold the advisory lock `name` until the transaction ends."""
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
        )

    def insert_many(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert `rows`, one or more, which name the same columns all."""
        connection.execute(insert(table), list(rows))

    def insert(self, table: Table) -> Insert:
        """Return an insert that can be told what to do about a row that exists."""
        return insert(table)


def vector_type() -> TypeEngine[Any]:
    """Return pgvector's column type, without fixed dimensions."""
    from pgvector.sqlalchemy import VECTOR  # pylint: disable=import-outside-toplevel

    kind: TypeEngine[Any] = VECTOR()
    return kind
