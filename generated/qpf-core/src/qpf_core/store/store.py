"""The store: one database by URL, reached from asynchronous code without blocking the loop."""

from asyncio import Future, get_running_loop
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, MetaData, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from qpf_core.errors import InputError, Unavailable
from qpf_core.store import governance_tables, memory_tables
from qpf_core.store.backend import Backend
from qpf_core.store.faults import translated
from qpf_core.store.group import GroupWriter, Result, Row, Sink
from qpf_core.store.metadata import METADATA
from qpf_core.store.sqlite import SqliteBackend

T = TypeVar("T")

CORE_TABLES = (memory_tables, governance_tables)
"""Modules whose tables `create_all` makes."""


class Store:
    """One database: `sqlite://` in memory (the default), `sqlite:///file`, `postgresql://...`.

    Blocking work runs on threads of the store. On SQLite all writes share one thread, because the
    database has one writer anyway; on PostgreSQL writes run side by side. `submit` is for the hot
    path: concurrent rows share a transaction.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        """Open the database; the tables of a memory database are made at once.

        Raises InputError for a URL of another kind of database.
        """
        self.backend = _open_backend(url)
        self.metadata = METADATA
        self._writer: Executor = ThreadPoolExecutor(1, thread_name_prefix="qpf-write")
        several = self.backend.workers > 1
        self._readers: Executor = (
            ThreadPoolExecutor(self.backend.workers, thread_name_prefix="qpf-read")
            if several
            else self._writer
        )
        self._migrated = False
        self._group = GroupWriter(self._transact, self._writer)
        if not several:
            self.create_all()

    @property
    def name(self) -> str:
        """Kind of the database: `sqlite` or `postgresql`."""
        return self.backend.name

    @property
    def url(self) -> str:
        """The URL without its password."""
        return self.backend.engine.url.render_as_string(hide_password=True)

    def create_all(self, metadata: MetaData = METADATA) -> None:
        """Make the tables that are missing. Blocks: call it at start, not while serving.

        Raises Unavailable when the database does not serve.
        """

        def create(connection: Connection) -> None:
            self.backend.prepare(connection)
            metadata.create_all(connection)

        self._writer.submit(self._transact, create).result()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction: committed when it returns, undone when it raises.

        Raises Conflict for a broken constraint, Unavailable when the database does not serve.
        """
        executor = self._writer if self.backend.one_writer else self._readers
        return await self._on(executor, self._transact, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on a consistent snapshot."""
        return await self._on(self._readers, self._look, work)

    def submit(self, sink: Sink[Row, Result], row: Row) -> "Future[Result]":
        """Write `row` in a transaction shared with what else is being written.

        Await the future: it is done when the row is durable. It is a plain future, so that two
        writes can be under way at once without a task for each. Pass the same `sink` object every
        time: rows are grouped by it. Raises Unavailable when the store is closed or overrun.
        """
        return self._group.submit(sink, row)

    async def ready(self) -> None:
        """Return when the database answers and has the core's tables; else raises Unavailable."""
        await self.read(self._look_for_tables)

    def _look_for_tables(self, connection: Connection) -> None:
        if self._migrated:
            connection.execute(text("SELECT 1")).one()
            return
        there = inspect(connection)
        missing = [name for name in METADATA.tables if not there.has_table(name)]
        if missing:
            raise Unavailable(f"the table `{missing[0]}` is missing: run the command `migrate`")
        self._migrated = True

    def close(self) -> None:
        """Finish the writes in hand and close the connections. Blocks for the last transaction."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.backend.engine.dispose()

    async def _on(
        self,
        executor: Executor,
        call: Callable[[Callable[[Connection], T]], T],
        work: Callable[[Connection], T],
    ) -> T:
        try:
            waiting = get_running_loop().run_in_executor(executor, call, work)
        except RuntimeError as error:
            raise Unavailable("the store is closed") from error
        return await waiting

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with translated(), self.backend.engine.begin() as connection:
            return work(connection)

    def _look(self, work: Callable[[Connection], T]) -> T:
        with translated(), self.backend.engine.connect() as connection:
            return work(connection.execution_options(**self.backend.reading))


def _open_backend(url: str) -> Backend:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise InputError("database_url", "is not a database URL") from error
    family = parsed.drivername.partition("+")[0]
    if family == "sqlite":
        return SqliteBackend(parsed)
    if family in ("postgresql", "postgres"):
        # The driver is loaded only by those who ask for it.
        from qpf_core.store.postgres import PostgresBackend  # pylint: disable=C0415

        return PostgresBackend(parsed)
    raise InputError("database_url", "must start with sqlite: or postgresql:")
