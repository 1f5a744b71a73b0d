"""How messages reach the agent and leave it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Tag

from qpf.sections.spec_base import SHORT_OR_LONG, SectionModel, Token

__all__ = [
    "CommunicationStackSpec",
    "EventsSpec",
    "ObservedEvent",
    "PacketIn",
    "PacketOut",
    "PacketsSpec",
]


class PacketIn(SectionModel):
    """A packet type the agent accepts."""

    type: Token
    """Packet type."""
    operation: Token
    """Operation that handles it."""


class PacketOut(SectionModel):
    """A packet type the agent sends."""

    type: Token
    """Packet type."""
    to: str = ""
    """Agent it goes to, when it is always the same."""


class ObservedEvent(SectionModel):
    """An event the agent listens to."""

    event: Token
    """Name of the event."""
    operation: Token
    """Operation that handles it."""


class PacketsSpec(SectionModel):
    """Declared packet types; another type is refused at run time."""

    inbound: Annotated[tuple[PacketIn, ...], Field(alias="in")] = ()
    """Accepted types, written under the key `in`."""
    outbound: Annotated[
        tuple[
            Annotated[
                Annotated[Token, Tag("name")] | Annotated[PacketOut, Tag("detail")], SHORT_OR_LONG
            ],
            ...,
        ],
        Field(alias="out"),
    ] = ()
    """Sent types, written under the key `out`."""

    @property
    def sent(self) -> tuple[PacketOut, ...]:
        """Sent types in their long form."""
        return tuple(
            item if isinstance(item, PacketOut) else PacketOut(type=item) for item in self.outbound
        )


class EventsSpec(SectionModel):
    """Declared events; another event is refused at run time."""

    publishes: tuple[Token, ...] = ()
    """Events the agent announces."""
    observes: tuple[
        Annotated[
            Annotated[Token, Tag("name")] | Annotated[ObservedEvent, Tag("detail")], SHORT_OR_LONG
        ],
        ...,
    ] = ()
    """Events it listens to: a name (the operation of the same name) or `{event, operation}`."""

    @property
    def observed(self) -> tuple[ObservedEvent, ...]:
        """Observed events in their long form."""
        return tuple(
            item if isinstance(item, ObservedEvent) else ObservedEvent(event=item, operation=item)
            for item in self.observes
        )


class CommunicationStackSpec(SectionModel):
    """Inputs, outputs and channels of an agent."""

    input: tuple[Token, ...] = ()
    """Kinds of input."""
    output: tuple[Token, ...] = ()
    """Kinds of output."""
    channels: Mapping[Token, bool] = {}
    """Channels and whether each is open."""
    packets: PacketsSpec = PacketsSpec()
    """Packet types."""
    events: EventsSpec = EventsSpec()
    """Events."""
