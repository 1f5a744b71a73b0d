"""Facts about tables, their history, records and routes."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_change",
    "bad_column",
    "bad_row_value",
    "bad_table_route",
    "released_changed",
    "unknown_table_name",
]


@fact("QPF470", "unknown-table-name", area="tables")
def unknown_table_name(place: Place, what: str, name: str, known: Iterable[str]) -> Finding:
    """A table or a column is named that does not exist"""
    known = tuple(known)
    return Finding(
        place,
        f"there is no {what} `{name}`",
        help=did_you_mean(name, known) or f"declared: {listed(known)}",
    )


@fact("QPF471", "bad-column", area="tables")
def bad_column(place: Place, name: str, reason: str, fix: str) -> Finding:
    """A column says something that no database can keep"""
    return Finding(place, f"`{name}` {reason}", help=fix)


@fact("QPF472", "bad-change", area="tables")
def bad_change(place: Place, reason: str) -> Finding:
    """A change does not lead to the shape that the schema has now"""
    return Finding(
        place,
        f"the change cannot have led to this shape: {reason}",
        help="`add` names what is in the shape after it; `drop` and `change` tell what was before",
    )


@fact("QPF473", "released-changed", area="tables")
def released_changed(place: Place, number: int, released: str, now: str) -> Finding:
    """A revision that databases have is different now"""
    return Finding(
        place,
        f"revision {number} was released as `{released}` and would be `{now}` now",
        help="put back what changed and write it under `changes`, so that databases can follow",
    )


@fact("QPF474", "bad-row-value", area="tables")
def bad_row_value(place: Place, reason: str, fix: str) -> Finding:
    """A recorded row cannot be written as it is described"""
    return Finding(place, reason, help=fix)


@fact("QPF475", "bad-table-route", area="tables")
def bad_table_route(place: Place, path: str, reason: str, fix: str) -> Finding:
    """A route over tables cannot be served"""
    return Finding(place, f"`{path}` {reason}", help=fix)
