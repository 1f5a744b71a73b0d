"""Column types that mean the same on SQLite and on PostgreSQL."""

# SQLAlchemy's hooks take the dialect whether they need it or not; SQL literals are not used.
# pylint: disable=unused-argument,abstract-method

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Float, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

DOCUMENT: TypeEngine[Any] = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document: text on SQLite, JSONB on PostgreSQL."""

BIG: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer; SQLite counts by itself only in a column called INTEGER."""


def encode_instant(value: datetime | None) -> float | None:
    """Return the seconds since 1970."""
    return None if value is None else value.timestamp()


def encode_embedding(value: Sequence[float] | None) -> bytes | None:
    """Return the vector as 32-bit floats."""
    return None if value is None else array("f", value).tobytes()


class Instant(TypeDecorator[datetime]):  # pylint: disable=too-many-ancestors
    """An aware moment, kept as seconds since 1970 so that every backend orders it alike."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return the seconds since 1970."""
        return encode_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the aware moment in UTC."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Embedding(TypeDecorator[Sequence[float]]):  # pylint: disable=too-many-ancestors
    """A vector of floats: 32-bit little blocks on SQLite, pgvector's `vector` on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the backend."""
        if dialect.name == "postgresql":
            from qpf_core.store.postgres import vector_type  # pylint: disable=C0415

            return dialect.type_descriptor(vector_type())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: Sequence[float] | None, dialect: Dialect) -> Any:
        """Return what the driver takes."""
        if dialect.name == "postgresql":
            return None if value is None else list(value)
        return encode_embedding(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the vector as the driver gave it."""
        return value
