"""Many rows in few statements, for SQLite.

The driver lets go of the interpreter at every step of a statement and has to fight a busy event
loop to get it back: one statement for many rows means one fight instead of many. The statements go
to the driver directly, because building them costs more than running them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import JSON, Connection, Table
from sqlalchemy.types import TypeEngine

from qpf_core.store.columns import Embedding, Instant, encode_embedding, encode_instant
from qpf_core.store.documents import encode_document

_SIZES = (64, 32, 16, 8, 4, 2, 1)
"""Rows of a statement: few different texts, so that the driver keeps them prepared."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, which name the same columns all."""
    names = tuple(rows[0])
    encoders = _encoders(table, names)
    cursor = connection.connection.cursor()
    for part in _parts(rows):
        columns = [
            [row[name] for row in part] if encode is None else [encode(row[name]) for row in part]
            for name, encode in zip(names, encoders, strict=True)
        ]
        values = list(chain.from_iterable(zip(*columns, strict=True)))
        cursor.execute(_statement(table.name, names, len(part)), values)
    cursor.close()


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    start = 0
    while start < len(rows):
        size = max(size for size in _SIZES if size <= len(rows) - start)
        yield rows[start : start + size]
        start += size


@lru_cache(maxsize=256)
def _encoders(table: Table, names: tuple[str, ...]) -> tuple[Callable[[Any], Any] | None, ...]:
    return tuple(_encoder(table.c[name].type) for name in names)


def _encoder(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, JSON):
        return encode_document
    if isinstance(kind, Instant):
        return encode_instant
    return encode_embedding if isinstance(kind, Embedding) else None


@lru_cache(maxsize=256)
def _statement(table: str, names: tuple[str, ...], size: int) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    places = "(" + ", ".join("?" for _ in names) + ")"
    return f'INSERT INTO "{table}" ({columns}) VALUES ' + ", ".join([places] * size)
