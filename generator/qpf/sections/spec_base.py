"""The base of every section's spec and the field types sections share."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from qpf.model.strict import StrictModel

__all__ = [
    "SHORT_OR_LONG",
    "Bound",
    "Date",
    "NamedOrBound",
    "Path",
    "SectionModel",
    "Text",
    "Token",
    "Version",
    "bound",
]


class SectionModel(StrictModel):
    """A section, or a part of one: frozen, strict, no unknown key."""


Text = Annotated[str, Field(min_length=1)]
"""Prose or a name; never empty."""

Token = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""A word that becomes a name in code: letters, digits, underscores."""

Path = Annotated[str, Field(min_length=1)]
"""A path with forward slashes; rules refuse one that leaves its root."""

Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
"""X.Y.Z."""

Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day, YYYY-MM-DD."""


class Bound(SectionModel):
    """A name together with the operation that carries it out."""

    name: Token
    """The name."""
    operation: Token
    """An operation of the same agent."""


def _form(value: object) -> str:
    return "name" if isinstance(value, str) else "detail"


SHORT_OR_LONG = Discriminator(_form)
"""Tells the short form of an item (a word) from its long form (a mapping)."""

NamedOrBound = Annotated[
    Annotated[Token, Tag("name")] | Annotated[Bound, Tag("detail")], SHORT_OR_LONG
]
"""`name`, meaning the operation of the same name when there is one, or `{name, operation}`."""


def bound(item: str | Bound) -> Bound:
    """The long form of a `NamedOrBound` item."""
    return item if isinstance(item, Bound) else Bound(name=item, operation=item)
