"""Many runs in one transaction: their rows wait until all are known, then go table by table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table

from qpf_core.clock import Clock
from qpf_core.store import Store
from qpf_fabric.store.bulk import Row, insert_rows, reserve
from qpf_fabric.store.items import Item, Source
from qpf_fabric.store.writing import RowWriter

_KEYS_AT_ONCE = 16
Run = tuple[Source, Item]
"""One item under a run of its own."""


class GroupedWriter(RowWriter):
    """A writer for items that cannot be known: keys come in blocks, rows are kept until `flush`.

    Tables are filled in the order in which their first rows came, so that a row comes after those
    it refers to.
    """

    def __init__(self, store: Store, connection: Connection, now: datetime) -> None:
        """Write through `connection`; `now` is the moment of the transaction."""
        super().__init__(store.backend, connection, now)
        self._rows: dict[tuple[Table, tuple[str, ...]], list[Row]] = {}
        self._found: dict[tuple[Table, tuple[Any, ...]], int] = {}
        self._keys: dict[Table, list[int]] = {}
        self._largest: dict[Table, int] = {}

    def unknown(self, once: Column[Any], items: Sequence[Item]) -> list[Item]:
        """Return all items: who uses this writer gives every item a key of its own."""
        return list(items)

    def ensure(self, table: Table, once: Mapping[str, Any], others: Row) -> int:
        """Return the key of the row that has the values `once`; asked once a transaction."""
        wanted = (table, tuple(once.items()))
        if wanted not in self._found:
            self._found[wanted] = super().ensure(table, once, others)
        return self._found[wanted]

    def insert(self, table: Table, rows: Sequence[Row]) -> list[int]:
        """Keep rows for `flush` and return the keys that they will have."""
        name = next(iter(table.primary_key.columns)).name
        keys = [self._key(table) for _ in rows]
        self.append(table, [{name: key, **row} for key, row in zip(keys, rows, strict=True)])
        return keys

    def append(self, table: Table, rows: Sequence[Row]) -> None:
        """Keep rows for `flush`."""
        for row in rows:
            self._rows.setdefault((table, tuple(row)), []).append(row)

    def flush(self) -> None:
        """Insert what was kept."""
        for (table, _), rows in self._rows.items():
            insert_rows(self._backend, self._connection, table, rows)
        self._rows.clear()

    def _key(self, table: Table) -> int:
        left = self._keys.setdefault(table, [])
        if not left:
            left.extend(reversed(self._reserved(table)))
        self._largest[table] = left[-1]
        return left.pop()

    def _reserved(self, table: Table) -> list[int]:
        if self._backend.one_writer and table in self._largest:
            after = self._largest[table] + 1  # the rows that have the keys before are not written
            return list(range(after, after + _KEYS_AT_ONCE))
        return reserve(self._backend, self._connection, table, _KEYS_AT_ONCE)


class RunsSink:  # pylint: disable=too-few-public-methods
    """Writes the runs that are submitted to a store at the same time in one transaction."""

    def __init__(self, store: Store, write: Callable[..., Any], clock: Clock) -> None:
        """Write through `write`, an emitted record."""
        self._store = store
        self._write = write
        self._clock = clock

    def write(self, connection: Connection, rows: Sequence[Run]) -> Sequence[Any]:
        """Write each run; return what was written for each."""
        writer = GroupedWriter(self._store, connection, self._clock.now())
        written = [self._write(writer, source, (item,)) for source, item in rows]
        writer.flush()
        return written
