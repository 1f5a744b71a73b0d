"""What a handler makes of one message, and what becomes of it."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from qpf_core.bus import Body, Message
from qpf_fabric.store.items import Item


class Fate(StrEnum):
    """Outcomes of a message, as they are counted."""

    DONE = "done"
    DUPLICATE = "duplicate"
    DEAD = "dead"
    AGAIN = "again"


@dataclass(slots=True)
class Work:
    """The result of handling one message: what to publish and what to record, if anything."""

    message: Message
    appends: tuple[tuple[str, Body], ...] = ()
    item: Item | None = None


class Handler(Protocol):
    """Makes work of a message; it has no effect itself.

    A CoreError of status 422 means that the message can never be handled; any other exception that
    it may be tried again.
    """

    def __call__(self, message: Message) -> Awaitable[Work]:
        """Handle one message."""


class Effect(Protocol):
    """Makes the effect of works durable, all in one transaction."""

    def __call__(self, items: Sequence[Item]) -> Awaitable[frozenset[str]]:
        """Write what is not written yet; return the keys of these items."""


class Tally(Protocol):
    """Counts."""

    def count(self, fate: Fate, number: int = 1) -> None:
        """Count messages that met a fate."""

    def gauge(self, values: Mapping[str, float]) -> None:
        """Set values by name."""
