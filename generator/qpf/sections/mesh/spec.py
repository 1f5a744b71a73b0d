"""A message mesh in a process, and the bots that live on it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from qpf.sections.spec_base import SectionModel, Token

__all__ = ["BotsSpec", "MeshFeedSpec", "MeshSpec"]

Route = Annotated[str, Field(pattern=r"^/[a-z0-9_/-]*[a-z0-9_-]$")]
Capacity = Annotated[int, Field(ge=1, le=100_000)]


class BotsSpec(SectionModel):
    """Bots called `prefix` and a number from 1, their roles in rotation."""

    count: Annotated[int, Field(ge=1, le=10_000)] = 100
    """How many."""
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "nano_"
    """What their names begin with."""
    module: Token = "nanobot"
    """The generated module."""
    roles: Annotated[Mapping[Token, Capacity], Field(min_length=1, max_length=10)]
    """Signals that a bot of each role remembers, in the order of the rotation."""
    default_role: Token
    """The role whose memory a bot of any other role has."""


class MeshFeedSpec(SectionModel):
    """What the mesh carries by itself: the vitals of a pulse, to every bot."""

    source: Token
    """An agent of the collection with a loop."""
    every_ms: Annotated[int, Field(ge=10, le=60_000)] = 250
    """How often, in milliseconds."""


class MeshSpec(SectionModel):
    """A bounded mesh."""

    module: Token = "mesh"
    """The generated module."""
    queue: Annotated[int, Field(ge=1, le=100_000)] = 1024
    """Signals that may wait for one node; more are dropped and counted."""
    history: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Signals that the mesh remembers."""
    path: Route = "/mesh/vitals"
    """URL path of its vitals in the service."""
    bots: BotsSpec
    """Who lives on it."""
    feed: MeshFeedSpec | None = None
    """What it carries by itself."""
