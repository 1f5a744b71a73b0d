"""Sample rows for tests: one of every table, referring to each other; and none again."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, String

from qpf_core.store import Store
from qpf_fabric.store.columns import Moment

_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def add_samples(store: Store, metadata: MetaData) -> dict[str, int]:
    """Insert one row into every table and return the keys by table. Blocks."""
    with store.backend.engine.begin() as connection:
        return _add(connection, metadata)


def remove_rows(store: Store, metadata: MetaData) -> None:
    """Delete the rows of all tables, those that refer to others first. Blocks."""
    with store.backend.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def sample_of(column: Column[Any]) -> Any:
    """Return a value that the column takes."""
    if isinstance(column.type, Moment):
        return _DAY
    if isinstance(column.type, String):
        return "x"
    if isinstance(column.type, JSON):
        return {"x": 1}
    return column.type.python_type(1)


def _add(connection: Connection, metadata: MetaData) -> dict[str, int]:
    keys: dict[str, int] = {}
    for table in metadata.sorted_tables:
        row = {
            column.name: _value(column, keys)
            for column in table.columns
            if not column.primary_key or column.foreign_keys
        }
        added = connection.execute(table.insert().values(row)).inserted_primary_key
        keys[table.name] = int(added[0]) if added is not None else 0
    return keys


def _value(column: Column[Any], keys: dict[str, int]) -> Any:
    for reference in column.foreign_keys:
        return keys.get(reference.column.table.name)
    return sample_of(column)
