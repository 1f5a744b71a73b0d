"""What blocks are made of: items, links, cards and fields."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "CardSpec",
    "CardsOfSpec",
    "FactOfSpec",
    "FactSpec",
    "FormFieldSpec",
    "ItemSpec",
    "LinkSpec",
    "OptionsOfSpec",
    "Pointer",
    "RecentSpec",
]

Pointer = Annotated[str, Field(pattern=r"^(/[^/]*)*$")]
"""A JSON pointer into an item: `/name/0/of`, or nothing for the item itself."""


class LinkSpec(SectionModel):
    """A way to another page."""

    label: Text
    """Text of the link."""
    href: Annotated[str, Field(pattern=r"^(/|https://)\S*$")]
    """A page of the service, or an address elsewhere."""


class ItemSpec(SectionModel):
    """One value of an item."""

    label: Text
    """What it is."""
    source: Pointer = ""
    """Where it is in the item."""
    unit: str = ""
    """Unit."""
    digits: Annotated[int, Field(ge=0, le=9)] | None = None
    """Digits after the point."""


class FactSpec(SectionModel):
    """A line of a card."""

    label: Text
    """What it is."""
    text: Text
    """The fact."""


class CardSpec(SectionModel):
    """One thing."""

    title: Text
    """Its name."""
    text: str = ""
    """What it is."""
    key: str = ""
    """By which live items name it."""
    facts: tuple[FactSpec, ...] = ()
    """What is told on demand."""


class FactOfSpec(SectionModel):
    """A line of each card."""

    label: Text
    """What it is."""
    source: Pointer
    """Where it is in an entry."""


class CardsOfSpec(SectionModel):
    """Cards from a list that a schema of the collection holds anyway."""

    agent: Token
    """The agent whose schema it is."""
    source: Pointer
    """Where the list is in that schema."""
    title: Pointer
    """Name in an entry."""
    key: Pointer = ""
    """By which live items name an entry; its title when it is not given."""
    text: Pointer = ""
    """Description in an entry."""
    facts: tuple[FactOfSpec, ...] = ()
    """What is told on demand; an entry without it has no such line."""


class RecentSpec(SectionModel):
    """The last live items of each card."""

    key: Pointer
    """Where an item names the card."""
    columns: Annotated[tuple[ItemSpec, ...], Field(min_length=1)]
    """One column each."""
    keep: Annotated[int, Field(ge=1, le=100)] = 5
    """How many are kept."""


class OptionsOfSpec(SectionModel):
    """Choices from a list that a schema of the collection holds anyway."""

    agent: Token
    """The agent whose schema it is."""
    source: Pointer
    """Where the list is in that schema."""
    title: Pointer
    """Name in an entry."""


class FormFieldSpec(SectionModel):
    """One thing to fill in."""

    name: Token
    """Name in the request."""
    label: Text
    """What it is."""
    control: Literal["text", "area", "number", "choice", "check"] = "text"
    """How it is filled in."""
    goes: Literal["path", "query", "body"] = "body"
    """Where in the request it goes."""
    value: str = ""
    """What stands there at first; `true` ticks a check."""
    hint: str = ""
    """A sentence above the control."""
    required: bool = False
    """Whether it may not be empty; an empty one is left out of the request."""
    options: tuple[Text, ...] = ()
    """What can be chosen."""
    options_of: OptionsOfSpec | None = None
    """The list of another schema that names what can be chosen."""
    least: float | None = None
    """Smallest number."""
    most: float | None = None
    """Largest number."""
    longest: Annotated[int, Field(gt=0)] | None = None
    """Longest text, in characters."""
    base64: bool = False
    """Whether the text goes as base64."""

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("`least` is above `most`")
        return self
