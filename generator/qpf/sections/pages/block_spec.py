"""Kinds of blocks: the shape of each in a schema, field by field as the runtime takes it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from qpf.sections.pages.part_spec import (
    CardsOfSpec,
    CardSpec,
    FormFieldSpec,
    ItemSpec,
    LinkSpec,
    Pointer,
    RecentSpec,
)
from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "BarsSpec",
    "BlockBase",
    "BlockSpec",
    "CardsSpec",
    "FormSpec",
    "HistogramSpec",
    "Pointer",
    "SeriesSpec",
    "ShownSpec",
    "TableSpec",
    "TextSpec",
    "TraceSpec",
    "ValuesSpec",
]

Items = Annotated[tuple[ItemSpec, ...], Field(min_length=1)]
Kept = Annotated[int, Field(ge=1, le=10_000)]
Digits = Annotated[int, Field(ge=0, le=9)]


class BlockBase(SectionModel):
    """What all blocks share."""

    title: Text
    """Heading."""
    hint: str = ""
    """A sentence below the heading."""
    wide: bool = False
    """Whether it takes a row of its own."""
    fetch: str = ""
    """Path of an endpoint whose answer it shows instead of live items."""
    every_s: Annotated[float, Field(ge=0.0, le=3600)] = 0.0
    """Seconds between two questions to `fetch`; 0 asks once."""


class TextSpec(BlockBase):
    """Paragraphs, and links below them."""

    kind: Literal["text"]
    """Kind of block."""
    paragraphs: tuple[Text, ...] = ()
    """Plain text."""
    links: tuple[LinkSpec, ...] = ()
    """Ways to other pages."""


class ValuesSpec(BlockBase):
    """Labelled values of the latest item."""

    kind: Literal["values"]
    """Kind of block."""
    items: Items
    """The values."""


class BarsSpec(BlockBase):
    """A bar for each number of a mapping, of a list of objects, or of the latest items."""

    kind: Literal["bars"]
    """Kind of block."""
    source: Pointer = ""
    """Where the mapping or the list is; without it, each item is an object of the list."""
    key: Pointer = ""
    """Label in an object."""
    value: Pointer = ""
    """Number in an object."""
    unit: str = ""
    """Unit of the numbers."""
    digits: Digits | None = None
    """Digits after the point."""
    most: Annotated[float, Field(gt=0)] | None = None
    """Number of the full length; the largest one when it is not given."""


class HistogramSpec(BlockBase):
    """How often a number fell between edges."""

    kind: Literal["histogram"]
    """Kind of block."""
    source: Pointer
    """Where the number is, or a list of finished counts."""
    edges: Annotated[tuple[float, ...], Field(min_length=1, max_length=40)]
    """Rising edges between the columns."""
    unit: str = ""
    """Unit of the edges."""
    keep: Kept = 600
    """How many of the last numbers are counted."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if list(self.edges) != sorted(set(self.edges)):
            raise ValueError("`edges` must rise")
        return self


class SeriesSpec(BlockBase):
    """The last numbers as lines."""

    kind: Literal["series"]
    """Kind of block."""
    lines: Annotated[tuple[ItemSpec, ...], Field(min_length=1, max_length=4)]
    """One line each."""
    shows: Literal["value", "rate", "items"] = "value"
    """The numbers, their change a second, or how many items came a second."""
    keep: Kept = 120
    """How many numbers a line has."""


class CardsSpec(BlockBase):
    """A list of things, each with what recently happened to it."""

    kind: Literal["cards"]
    """Kind of block."""
    cards: tuple[CardSpec, ...] = ()
    """The things."""
    of: CardsOfSpec | None = None
    """The list of another schema that holds the things."""
    recent: RecentSpec | None = None
    """The last live items of each."""

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if bool(self.cards) == (self.of is not None):
            raise ValueError("write either `cards` or `of`")
        return self


class TableSpec(BlockBase):
    """The objects of a list, or the last items, newest first."""

    kind: Literal["table"]
    """Kind of block."""
    columns: Items
    """One column each."""
    source: Pointer = ""
    """Where the list is; without it, the last items are shown."""
    keep: Kept = 20
    """How many rows there are at most."""


class TraceSpec(BlockBase):
    """Steps of one packet: what each took and changed."""

    kind: Literal["trace"]
    """Kind of block."""
    name: Pointer
    """Name of a step."""
    time: Pointer = ""
    """What a step took."""
    unit: str = "ms"
    """Unit of the time."""
    parts: tuple[ItemSpec, ...] = ()
    """Mappings whose changes are shown."""
    source: Pointer = ""
    """Where the steps are; without it, each item is a step."""
    group: Pointer = ""
    """What steps of the same packet have in common."""
    before: Token | Literal[""] = ""
    """Field of the form that holds the packet's text."""
    after: Pointer = ""
    """Bytes of the packet afterwards, in base64."""


ShownSpec = Annotated[
    ValuesSpec | BarsSpec | HistogramSpec | TableSpec | TraceSpec, Field(discriminator="kind")
]


class FormSpec(BlockBase):
    """A request to an endpoint of the service, and what of its answer is shown."""

    kind: Literal["form"]
    """Kind of block."""
    action: Text
    """Path of the endpoint, `{name}` for a field that goes to the path."""
    fields: tuple[FormFieldSpec, ...] = ()
    """What can be filled in."""
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    """HTTP method."""
    body: Literal["json", "bytes"] = "json"
    """An object of the fields, or the text of the only one."""
    submit: Text = "Send"
    """Text of the button."""
    opens: bool = False
    """Whether the action is a page, which the browser opens."""
    result: tuple[ShownSpec, ...] = ()
    """Blocks that show the answer."""


BlockSpec = Annotated[
    TextSpec
    | ValuesSpec
    | BarsSpec
    | HistogramSpec
    | SeriesSpec
    | CardsSpec
    | TableSpec
    | TraceSpec
    | FormSpec,
    Field(discriminator="kind"),
]
