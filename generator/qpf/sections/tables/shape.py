"""Tables as values: what a revision is computed from, and how a change is undone."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qpf.sections.tables.spec import ChangeSpec, ColumnSpec, SqlTableSpec

__all__ = ["ADDED", "Revision", "Shape", "Table", "Undoable", "history", "key_of", "ordered"]

ADDED = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*)|\(([a-z0-9_, ]+)\))?")
"""`table`, `table.column` or `table(column, column)`."""

Columns = Mapping[str, ColumnSpec]


class Undoable(ValueError):
    """A change says something that the shape after it does not show; the text tells what."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a shape: columns by name, and groups of columns."""

    columns: Columns
    indices: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, spec: SqlTableSpec) -> "Table":
        """The table of a schema; an index of one column counts among the indices."""
        single = tuple((name,) for name, column in spec.columns.items() if column.index)
        unique = tuple((name,) for name, column in spec.columns.items() if column.unique)
        return cls(spec.columns, (*single, *spec.indices), (*unique, *spec.unique))

    def without(self, column: str) -> "Table":
        """The table before a column was added, with all that stood on it."""
        return Table(
            {name: spec for name, spec in self.columns.items() if name != column},
            tuple(group for group in self.indices if column not in group),
            tuple(group for group in self.unique if column not in group),
        )

    def given(self, name: str, column: ColumnSpec) -> "Table":
        """The table with a column as it was."""
        other = self.without(name) if name in self.columns else self
        kept = {**self.columns, name: column}
        # Groups of several columns stay; those of the column alone are what it says itself.
        single = ((name,),)
        return Table(
            kept,
            _regrouped(self.indices, other.indices, single, column.index),
            _regrouped(self.unique, other.unique, single, column.unique),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """All tables at one time."""

    tables: Mapping[str, Table]

    def digest(self, before: str) -> str:
        """Twelve digits that stand for the shape and everything before it."""
        plain = {
            name: [
                [[key, one.model_dump(exclude={"summary"})] for key, one in table.columns.items()],
                sorted(table.indices),
                sorted(table.unique),
            ]
            for name, table in self.tables.items()
        }
        text = json.dumps([before, plain], sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the history: the shape after it, and the one before, None for the first."""

    number: int
    id: str
    summary: str
    shape: Shape
    before: "Revision | None"


def history(tables: Mapping[str, SqlTableSpec], changes: tuple[ChangeSpec, ...]) -> list[Revision]:
    """All revisions, oldest first: changes are undone from the shape of now.

    `Undoable` names the first change, counted from the newest, that does not fit.
    """
    shapes = [Shape({name: Table.of(spec) for name, spec in tables.items()})]
    for number in range(len(changes) - 1, -1, -1):
        try:
            shapes.append(_undone(shapes[-1], changes[number]))
        except Undoable as error:
            raise Undoable(str(error), number) from None
    shapes.reverse()
    summaries = ["The first shape.", *(change.summary for change in changes)]
    revisions: list[Revision] = []
    for number, (shape, summary) in enumerate(zip(shapes, summaries, strict=True), 1):
        before = revisions[-1] if revisions else None
        digest = shape.digest(before.id if before else "")
        revisions.append(Revision(number, digest, summary, shape, before))
    return revisions


def key_of(table: Table) -> str:
    """Name of the key column."""
    return next(name for name, column in table.columns.items() if column.key)


def ordered(tables: Mapping[str, Table]) -> list[str]:
    """Names of tables, each after those it refers to; `Undoable` for a circle."""
    placed: list[str] = []
    waiting = dict(tables)
    while waiting:
        ready = [name for name, table in waiting.items() if _needs(name, table) <= set(placed)]
        if not ready:
            raise Undoable(f"`{next(iter(waiting))}` refers to itself through others")
        placed += ready
        waiting = {name: table for name, table in waiting.items() if name not in ready}
    return placed


def _needs(own: str, table: Table) -> set[str]:
    return {one.references for one in table.columns.values() if one.references} - {own}


def _undone(shape: Shape, change: ChangeSpec) -> Shape:
    tables = dict(shape.tables)
    for text in change.add:
        _remove(tables, text)
    for text, was in change.change.items():
        name, column = _split(tables, text)
        if column not in tables[name].columns:
            raise Undoable(f"`{text}` is not there")
        tables[name] = tables[name].given(column, was)
    for text, was in change.drop.items():
        name, column = _split(tables, text)
        if column in tables[name].columns:
            raise Undoable(f"`{text}` is still there")
        tables[name] = tables[name].given(column, was)
    return Shape(tables)


def _remove(tables: dict[str, Table], text: str) -> None:
    match = ADDED.fullmatch(text)
    table = tables.get(match[1]) if match else None
    if match is None or table is None:
        raise Undoable(f"`{text}` is not there")
    if match[2] is not None:
        if match[2] not in table.columns or table.columns[match[2]].key:
            raise Undoable(f"`{text}` is no column that can be added")
        if not table.columns[match[2]].nullable and table.columns[match[2]].default in (
            None,
            "now",
        ):
            raise Undoable(
                f"`{text}` is neither nullable nor has a default: old rows have no value"
            )
        tables[match[1]] = table.without(match[2])
    elif match[3] is not None:
        group = tuple(part.strip() for part in match[3].split(","))
        if group not in table.indices:
            raise Undoable(f"`{text}` is no index")
        tables[match[1]] = replace(
            table, indices=tuple(one for one in table.indices if one != group)
        )
    else:
        del tables[match[1]]


def _split(tables: Mapping[str, Table], text: str) -> tuple[str, str]:
    name, _, column = text.partition(".")
    if name not in tables or not column:
        raise Undoable(f"`{text}` is no column of a table")
    return name, column


def _regrouped(
    now: tuple[tuple[str, ...], ...],
    others: tuple[tuple[str, ...], ...],
    single: tuple[tuple[str, ...], ...],
    wanted: bool,
) -> tuple[tuple[str, ...], ...]:
    several = tuple(group for group in now if len(group) > 1 and group not in others)
    return (*others, *several, *(single if wanted else ()))


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def references_of(table: Table) -> Iterator[tuple[str, ColumnSpec]]:
    """Columns that hold keys of other tables."""
    for name, column in table.columns.items():
        if column.references is not None:
            yield name, column
