"""Many rows at once: the fastest way that each database has."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, func, select, text

from qpf_core.errors import Conflict, InputError, Unavailable
from qpf_core.store.backend import Backend
from qpf_core.store.documents import encode_document

Row = Mapping[str, Any]


def insert_rows(
    backend: Backend, connection: Connection, table: Table, rows: Sequence[Row]
) -> None:
    """Insert rows that name the same columns all; on PostgreSQL by COPY."""
    if not rows:
        return
    if backend.name == "postgresql":
        _copy(connection, table, rows)
    else:
        backend.insert_many(connection, table, rows)


def reserve(backend: Backend, connection: Connection, table: Table, count: int) -> list[int]:
    """Return `count` keys that no row of the table has, for rows of this transaction."""
    key = next(iter(table.primary_key.columns))
    if backend.name == "postgresql":
        numbers = text(
            "SELECT nextval(pg_get_serial_sequence(:table, :column))"
            " FROM generate_series(1, :count)"
        )
        said = {"table": table.name, "column": key.name, "count": count}
        return sorted(connection.execute(numbers, said).scalars())
    # A writing transaction excludes every other writer, so nobody else counts meanwhile.
    last = connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
    return list(range(last + 1, last + 1 + count))


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = tuple(rows[0])
    documents = {name for name in names if _is_document(table.c[name])}
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    with _translated(), cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(
                [encode_document(row[name]) if name in documents else row[name] for name in names]
            )
    cursor.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the errors of the driver, which SQLAlchemy does not see here, in the core's words."""
    import psycopg  # pylint: disable=import-outside-toplevel

    try:
        yield
    except psycopg.IntegrityError as error:
        raise Conflict("the change contradicts what is stored") from error
    except psycopg.DataError as error:
        raise InputError("value", "cannot be stored by the database") from error
    except psycopg.Error as error:
        raise Unavailable("the database does not serve") from error


def _is_document(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
