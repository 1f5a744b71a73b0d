"""What a database must offer beyond SQLAlchemy Core: the seam between SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


class Backend(Protocol):
    """One kind of database."""

    name: str
    """Name for people: `sqlite` or `postgresql`."""

    engine: Engine
    """The pool of connections."""

    workers: int
    """Threads that may talk to the database at once."""

    one_writer: bool
    """True when all writes must share one thread."""

    reading: Mapping[str, Any]
    """Execution options of a connection that only reads, from one snapshot."""

    def prepare(self, connection: Connection) -> None:
        """Make the database ready for the tables (extensions)."""

    def lock(self, connection: Connection, name: str) -> None:
        """Hold the named lock until the transaction of `connection` ends."""

    def insert_many(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert `rows`, one or more, which name the same columns all."""

    def insert(self, table: Table) -> Insert:
        """Return an insert that can be told what to do about a row that exists."""


def insert_or_skip(backend: Backend, table: Table) -> Insert:
    """Return an insert that leaves an existing row alone."""
    return backend.insert(table).on_conflict_do_nothing()


def upsert(backend: Backend, table: Table, changes: Sequence[str]) -> Executable:
    """Return an insert that overwrites the columns `changes` of a row with the same key."""
    statement = backend.insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in changes},
    )
