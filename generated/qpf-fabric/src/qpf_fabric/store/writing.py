"""Rows of one transaction: what is known is left out, keys are known before they are needed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from qpf_core.store.backend import Backend
from qpf_fabric.store.bulk import Row, insert_rows, reserve
from qpf_fabric.store.items import Item

_NAMES_AT_ONCE = 500


class RowWriter:
    """Writes rows in a transaction that somebody else commits."""

    def __init__(self, backend: Backend, connection: Connection, now: datetime) -> None:
        """Write through `connection`; `now` is the moment of the transaction."""
        self.now = now
        self._backend = backend
        self._connection = connection

    def unknown(self, once: Column[Any], items: Sequence[Item]) -> list[Item]:
        """Return the first item of each key that no row has in the column `once`."""
        first: dict[str, Item] = {}
        for item in items:
            first.setdefault(item.key, item)
        for names in _groups(list(first)):
            for key in self._connection.execute(select(once).where(once.in_(names))).scalars():
                del first[key]
        return list(first.values())

    def ensure(self, table: Table, once: Mapping[str, Any], others: Row) -> int:
        """Return the key of the row that has the values `once`, made with `others` if need be."""
        key = next(iter(table.primary_key.columns))
        wanted = select(key)
        for name, value in once.items():
            wanted = wanted.where(table.c[name] == value)
        found = self._connection.execute(wanted).scalar_one_or_none()
        if found is None:
            row = self._backend.insert(table).values({**once, **others}).on_conflict_do_nothing()
            self._connection.execute(row)
            found = self._connection.execute(wanted).scalar_one()
        return int(found)

    def insert(self, table: Table, rows: Sequence[Row]) -> list[int]:
        """Insert rows that name the same columns and return their keys in order."""
        keys = reserve(self._backend, self._connection, table, len(rows))
        name = next(iter(table.primary_key.columns)).name
        numbered = [{name: key, **row} for key, row in zip(keys, rows, strict=True)]
        insert_rows(self._backend, self._connection, table, numbered)
        return keys

    def append(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows that name the same columns; the database numbers them."""
        insert_rows(self._backend, self._connection, table, rows)


def _groups(names: list[str]) -> list[list[str]]:
    return [names[at : at + _NAMES_AT_ONCE] for at in range(0, len(names), _NAMES_AT_ONCE)]
