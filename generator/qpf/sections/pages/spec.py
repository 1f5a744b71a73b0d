"""What people see of a service in a browser, and what programs read about it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from qpf.sections.pages.block_spec import BlockSpec, Pointer
from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = ["FeedSpec", "PageSpec", "PagesSpec", "ServiceCardSpec"]

_DOTTED = r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+$"


class PageSpec(SectionModel):
    """One page."""

    path: Text
    """Path of the page; an endpoint may answer the same path with JSON."""
    title: Text
    """Heading, title of the window, and entry in the menu."""
    summary: str = ""
    """A sentence below the heading."""
    live: Token | None = None
    """The feed whose items its blocks show."""
    blocks: Annotated[tuple[BlockSpec, ...], Field(min_length=1)]
    """What the page is made of, from top to bottom."""


class FeedSpec(SectionModel):
    """Live items at a WebSocket."""

    path: Text
    """Path of the WebSocket."""
    name: Token
    """Name of the hub to which parts of the service publish."""
    summary: str = ""
    """What its items are."""
    filters: Mapping[Token, Pointer] = {}
    """Query parameters, each with the JSON pointer whose value must be the one given."""
    taps: tuple[Annotated[str, Field(pattern=_DOTTED)], ...] = ()
    """Functions of a library, `(platform, hub) -> None`, that connect a source to the hub."""
    every_s: Annotated[float, Field(ge=0.01, le=3600)] | None = None
    """Seconds between items that the feed itself makes of what the parts tell of themselves."""


class ServiceCardSpec(SectionModel):
    """What a hub of services reads about this one."""

    path: Text
    """Path of the document."""
    category: Text
    """Kind of service."""
    events: tuple[Text, ...] = ()
    """Topics it is heard on, besides the events of its agents."""


class PagesSpec(SectionModel):
    """Pages, live feeds and the service card."""

    pages: tuple[PageSpec, ...] = ()
    """Pages in the order of the menu."""
    feeds: tuple[FeedSpec, ...] = ()
    """Live items at WebSockets."""
    servicecard: ServiceCardSpec | None = None
    """The document that introduces the service."""
