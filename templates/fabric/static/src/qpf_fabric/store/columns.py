"""Column types of emitted tables, the same on SQLite and PostgreSQL."""

# SQLAlchemy's hooks take the dialect whether they need it or not.
# pylint: disable=abstract-method

from datetime import UTC, datetime
from typing import Annotated, Any, cast

from pydantic import Field
from sqlalchemy import TIMESTAMP, Dialect, Float, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from qpf_core.store.columns import BIG, DOCUMENT, Instant

__all__ = ["BIG", "CONVENTION", "DOCUMENT", "Int64", "Moment", "table_of"]

Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
"""A whole number that a request may ask for: one that a database holds."""

CONVENTION = {
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
    "uq": "%(table_name)s_once_%(column_0_N_name)s",
    "fk": "%(table_name)s_to_%(referred_table_name)s_%(column_0_name)s",
    "pk": "%(table_name)s_key",
}
"""Names of keys and indices: migrations must find on every server what an earlier one made."""


class Moment(Instant):  # pylint: disable=too-many-ancestors
    """An aware moment: `timestamptz` on PostgreSQL, seconds since 1970 on SQLite."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the backend."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Float(53))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return what the driver takes; raises ValueError for a moment without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        if dialect.name == "postgresql":
            return value
        return super().process_bind_param(value, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the aware moment in UTC."""
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return super().process_result_value(value, dialect)


def table_of(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model."""
    return cast(Table, model.__table__)
