"""Fill tables revision by revision; rows must come through: `migrate_rows.py URL PACKAGE`.

Each table gets one row as soon as it is there, with a value in every column. At the newest revision
every column that is still there holds it.
"""

import importlib
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.types import JSON, DateTime, LargeBinary

from qpf_core.store import Store

Rows = dict[str, Mapping[str, Any]]


def main(url: str, package: str) -> None:
    """Climb all revisions; raises AssertionError with what was lost."""
    migrations = importlib.import_module(f"{package}.migrations")
    folder = Path(str(migrations.__file__)).parent / "versions"
    revisions = [path.stem.partition("_")[2] for path in sorted(folder.glob("r*.py"))]
    assert revisions
    with closing(Store(url)) as store:
        migrations.migrate_store(store, "base")
        kept: Rows = {}
        for revision in revisions:
            migrations.migrate_store(store, revision)
            _fill(store, kept)
        found = _tables(store)
        for name, row in kept.items():
            with store.backend.engine.connect() as connection:
                now = connection.execute(found.tables[name].select()).mappings().one()
            changed = {one for one in row.keys() & now.keys() if row[one] != now[one]}
            assert not changed, (name, changed, dict(row), dict(now))
        print(f"{len(revisions)} revisions, {len(kept)} rows")


def _tables(store: Store) -> MetaData:
    metadata = MetaData()
    metadata.reflect(store.backend.engine, only=lambda name, _: not name.endswith("_revision"))
    return metadata


def _fill(store: Store, kept: Rows) -> None:
    for table in _tables(store).sorted_tables:
        if table.name in kept or not list(table.primary_key):
            continue
        _insert(store, table)
        with store.backend.engine.connect() as connection:
            kept[table.name] = dict(connection.execute(table.select()).mappings().one())


def _insert(store: Store, table: Table) -> None:
    row = {one.name: _value(one) for one in table.columns if not one.primary_key}
    with store.backend.engine.begin() as connection:
        connection.execute(table.insert().values(row))


def _value(column: Column[Any]) -> Any:
    """What the column holds; keys of the only rows there are count from one."""
    if isinstance(column.type, DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    if isinstance(column.type, JSON):
        return {"x": 1}
    if isinstance(column.type, LargeBinary):
        return b"x"
    return column.type.python_type(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
