"""SQLite: a file with a write-ahead log, or memory that lives as long as the store."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.pool import StaticPool

from qpf_core.store.bulk import insert_rows
from qpf_core.store.documents import encode_document

_READ_ONLY = "qpf_read_only"


class SqliteBackend:
    """One SQLite database.

    A commit returns when the data is on the disk (`synchronous=FULL`): a group of writes shares
    that cost. Memory databases have one connection, so everything shares one thread.
    """

    name = "sqlite"
    one_writer = True
    reading: Mapping[str, Any] = MappingProxyType({_READ_ONLY: True})

    def __init__(self, url: URL) -> None:
        """Open the database of `url`, making the folder of the file when it is missing."""
        in_memory = url.database in (None, "", ":memory:")
        self.workers = 1 if in_memory else 4
        if in_memory:
            self.engine = create_engine(
                url,
                poolclass=StaticPool,
                connect_args={"check_same_thread": False},
                json_serializer=encode_document,
            )
        else:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(url, json_serializer=encode_document)
        _listen(self.engine)

    def prepare(self, connection: Connection) -> None:
        """Refuse a SQLite that lacks the JSON functions."""
        connection.exec_driver_sql("SELECT json('{}')")

    def lock(self, connection: Connection, name: str) -> None:
        """Do nothing more: a writing transaction already excludes every other writer."""

    def insert_many(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert `rows`, one or more, which name the same columns all."""
        insert_rows(connection, table, rows)

    def insert(self, table: Table) -> Insert:
        """Return an insert that can be told what to do about a row that exists."""
        return insert(table)


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver's own transactions start too late for snapshots; `_on_begin` starts them instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
