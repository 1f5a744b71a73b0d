"""Rules of what a route is given: fields once each, examples that their columns can keep."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime

from qpf.sections.tables.columns import fits
from qpf.sections.tables.spec import ColumnSpec, RouteSpec, SqlTableSpec

__all__ = ["field_faults"]


def field_faults(route: RouteSpec, table: SqlTableSpec) -> Iterator[tuple[str, str, str]]:
    """Option, reason and remedy of what is wrong with the fields of a route to `table`."""
    for index, name in enumerate(route.fields):
        column = table.columns.get(name)
        if name in route.fields[:index]:
            yield f"fields/{index}", f"takes `{name}` twice", "name it once"
        elif column is not None and column.key:
            reason = f"takes `{name}`, which the database counts"
            yield f"fields/{index}", reason, "leave the key out"
    for name, value in route.example.items():
        column = table.columns.get(name)
        if column is None or column.key:
            continue
        remedy = _remedy(column, value)
        if remedy:
            reason = f"has an example for `{name}` that is no `{column.type}` of a request"
            yield f"example/{name}", reason, remedy
        elif column.references is not None and name in route.checks and value != 1:
            reason = f"checks `{name}` with an example that the tests have no row for"
            yield f"example/{name}", reason, "write 1: they have one row of each table"


def _remedy(column: ColumnSpec, value: object) -> str:
    """What to write in place of an example; an empty text for a good one."""
    if column.type == "bytes":
        return "" if _is_base64(value) else "write bytes as base64, for example `eA==`"
    if column.type == "datetime":
        return "" if _is_moment(value) else "write a moment, for example `2026-01-01T00:00:00Z`"
    if not fits(column, value):
        return "write a value of the type"
    is_empty = value == "" and column.type.startswith("str(")
    return "write a text that is not empty" if is_empty else ""


def _is_base64(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except (binascii.Error, ValueError):
        return False


def _is_moment(value: object) -> bool:
    """Whether a text is a moment as answers write it."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    if moment is None or moment.tzinfo is None:
        return False
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") == value
