"""Tables of a relational store: their shape, its history, rows of runs, and routes."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, Tag

from qpf.sections.spec_base import SHORT_OR_LONG, SectionModel, Text, Token

__all__ = [
    "ChangeSpec",
    "ColumnSpec",
    "Fixed",
    "Name",
    "RecordSpec",
    "RouteSpec",
    "RowSpec",
    "SqlTableSpec",
    "TablesSpec",
    "Value",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
"""A table or a column: names of keys are made of them, and databases cut long names."""

ColumnPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}\.[a-z][a-z0-9_]{0,23}$")]
"""A column of a table, `table.column`."""

DOTTED = r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+$"

ColumnType = Annotated[
    str, Field(pattern=r"^(int|float|bool|json|bytes|datetime|str(\([1-9]\d{0,4}\))?)$")
]

Scalar = str | int | float | bool | Mapping[str, object] | tuple[object, ...]


class ColumnSpec(SectionModel):
    """One column."""

    type: ColumnType
    """`int` (64 bits), `float`, `bool`, `str`, `str(40)`, `bytes`, `json` or `datetime`."""
    key: bool = False
    """Whether it is the key of the table: one `int`, counted by the database."""
    references: Name | None = None
    """The table whose key it holds."""
    on_delete: Literal["restrict", "cascade", "set_null"] = "restrict"
    """What becomes of the row when the one it refers to is deleted."""
    nullable: bool = False
    """Whether it may be empty."""
    unique: bool = False
    """Whether no two rows may have the same value."""
    index: bool = False
    """Whether rows are looked up by it."""
    default: Scalar | None = None
    """What a new row has without a value; `now` for a `datetime`."""
    summary: str = ""
    """What it holds."""


class SqlTableSpec(SectionModel):
    """One table."""

    record: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    """Name of one row, and of its class."""
    summary: Text
    """What its rows are."""
    columns: Annotated[Mapping[Name, ColumnSpec], Field(min_length=1)]
    """Columns by name, in the order of the table."""
    indices: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()
    """Columns that rows are looked up by together."""
    unique: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()
    """Columns whose values together no two rows may share."""


class ChangeSpec(SectionModel):
    """How the shape before became the next one; the newest change stands last."""

    summary: Text
    """What changed."""
    add: tuple[Text, ...] = ()
    """What is new: `table`, `table.column` or an index, `table(column, column)`."""
    drop: Mapping[ColumnPath, ColumnSpec] = {}
    """Columns that are gone, `table.column`, as they were."""
    change: Mapping[ColumnPath, ColumnSpec] = {}
    """Columns that are different now, `table.column`, as they were."""


class Fixed(SectionModel):
    """A value that is the same in every row."""

    value: Scalar
    """The value."""


Value = Annotated[Annotated[str, Tag("name")] | Annotated[Fixed, Tag("detail")], SHORT_OR_LONG]
"""The name of a source, or `{value: ...}`."""


class RowSpec(SectionModel):
    """Rows that a recorded run leaves in one table."""

    table: Name
    """The table."""
    each: Literal["source", "batch", "item", "layer"]
    """One row for the pipeline, for a batch, for each packet, or for each layer it passed."""
    once: Name | None = None
    """The column whose value tells whether the row is there already."""
    values: Annotated[Mapping[Name, Value], Field(min_length=1)]
    """What each column gets: the name of a source, or `{value: ...}`."""


class RecordSpec(SectionModel):
    """How runs of pipelines become rows, each effect once, in one transaction."""

    name: Token
    """Name of the record."""
    summary: Text
    """What it keeps."""
    rows: Annotated[tuple[RowSpec, ...], Field(min_length=1)]
    """Rows, from the source down to the layers."""
    run: Name | None = None
    """The table whose key is the identity of a run; with it, runs over HTTP are recorded too."""


class RouteSpec(SectionModel):
    """A route over a table."""

    path: Text
    """URL path, from `/`; `{id}` stands for the key."""
    list: Name | None = None
    """Table whose rows are listed, newest first."""
    show: Name | None = None
    """Table of which one row is shown."""
    create: Name | None = None
    """Table that gets a new row."""
    summary: Text
    """What it answers."""
    filters: tuple[Name, ...] = ()
    """Columns of a list that may be asked for by value."""
    fields: tuple[Name, ...] = ()
    """Columns that a new row is given."""
    checks: Mapping[Name, Annotated[str, Field(pattern=DOTTED)]] = {}
    """Fields that a function looks at first, by its dotted name: it raises InputError."""
    example: Mapping[Name, Scalar] = {}
    """Fields of a new row that pass the checks: for the document of the interface and a test."""
    parts: tuple[Name, ...] = ()
    """Tables whose rows are shown with the one they refer to."""
    limit: Annotated[int, Field(gt=0, le=10_000)] = 100
    """Most rows of a list, and of each part."""
    auth_required: Token | None = None
    """Scope that a caller's token must hold."""


class TablesSpec(SectionModel):
    """Tables, and what stands on them."""

    shape: Annotated[Mapping[Name, SqlTableSpec], Field(min_length=1)]
    """The tables as they are now, by name."""
    changes: tuple[ChangeSpec, ...] = ()
    """The way from the first shape to this one."""
    released: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")], ...] = ()
    """Revisions that databases in use have, oldest first: they may never change again."""
    records: tuple[RecordSpec, ...] = ()
    """How runs become rows."""
    routes: tuple[RouteSpec, ...] = ()
    """Routes over the tables."""
