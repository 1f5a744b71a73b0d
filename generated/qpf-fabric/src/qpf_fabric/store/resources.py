"""Reading and adding rows for routes: pages of a table, one row with its parts, a new row."""

import base64
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from qpf_core.clock import Clock
from qpf_core.errors import NotFound
from qpf_core.store import Store
from qpf_fabric.store.columns import Moment

Fields = Mapping[str, Any]


class Resource:
    """One table as routes see it; rows are mappings by column, bytes in base64."""

    def __init__(self, store: Store, table: Table, clock: Clock) -> None:
        """Serve `table`, whose key is one integer."""
        self._store = store
        self._clock = clock
        self._table = table
        self._key: Column[Any] = next(iter(table.primary_key.columns))

    async def page(
        self, *, limit: int, before: int | None = None, **wanted: Any
    ) -> list[dict[str, Any]]:
        """Return rows, newest first: at most `limit`, with keys below `before`.

        `wanted` are values by column; None stands for any.
        """
        query = select(self._table).order_by(self._key.desc()).limit(limit)
        if before is not None:
            query = query.where(self._key < before)
        for name, value in wanted.items():
            if value is not None:
                query = query.where(self._table.c[name] == value)
        return await self._store.read(lambda connection: _rows(connection, query))

    async def one(self, key: int) -> dict[str, Any]:
        """Return a row; raises NotFound."""
        query = select(self._table).where(self._key == key)
        found = await self._store.read(lambda connection: _rows(connection, query))
        if not found:
            raise NotFound(f"{self._table.name} has no {key}")
        return found[0]

    async def parts(self, column: str, key: int, *, limit: int) -> list[dict[str, Any]]:
        """Return the first `limit` rows whose `column` refers to `key`, oldest first."""
        wanted = self._table.c[column] == key
        query = select(self._table).where(wanted).order_by(self._key).limit(limit)
        return await self._store.read(lambda connection: _rows(connection, query))

    async def add(self, fields: Fields) -> dict[str, Any]:
        """Insert a row and return it whole; raises Conflict for a broken constraint.

        What is None is left to the database; moments that may not be empty are now.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        for column in self._table.columns:
            if isinstance(column.type, Moment) and not column.nullable:
                given.setdefault(column.name, self._clock.now())

        def work(connection: Connection) -> dict[str, Any]:
            added = self._table.insert().values(given).returning(self._key)
            key = connection.execute(added).scalar_one()
            return _rows(connection, select(self._table).where(self._key == key))[0]

        return await self._store.run(work)


def _rows(connection: Connection, query: Any) -> list[dict[str, Any]]:
    return [
        {str(name): _shown(value) for name, value in row.items()}
        for row in connection.execute(query).mappings()
    ]


def _shown(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
