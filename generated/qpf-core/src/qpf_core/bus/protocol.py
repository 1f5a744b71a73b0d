"""The contract of a bus: durable topics, consumer groups, at-least-once delivery."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from qpf_core.bus.message import Body, Message, PendingMessage, Settlement
from qpf_core.plain import JsonObject

UNBOUNDED: Mapping[str, int] = MappingProxyType({})
"""No topic has a bound of its own."""


class Bus(Protocol):
    """Topics that groups of consumers read, each message going to one consumer of a group.

    A message stays pending until it is acknowledged; one that stays pending too long can be claimed
    by another consumer. Topics are bounded: the oldest entries fall out first. Every method raises
    Unavailable when the bus cannot be reached or is closed.
    """

    async def append(self, topic: str, body: JsonObject) -> str:
        """Add one message and return its identity, which grows with every append."""

    async def append_many(
        self, topic: str, bodies: Sequence[Body], *, maxlen: int | None = None
    ) -> list[str]:
        """Add messages in order, at once, and return their identities.

        `maxlen` bounds the topic instead of what the bus was opened with.
        """

    async def ensure_group(self, topic: str, group: str) -> None:
        """Make sure that `group` exists; a new one starts at the oldest entry."""

    async def read(
        self, topic: str, group: str, consumer: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` messages that the group has not seen, waiting up to `block_s`.

        Raises NotFound when the group does not exist.
        """

    async def ack(self, topic: str, group: str, ids: Sequence[str]) -> int:
        """Acknowledge messages and return how many of them were pending."""

    async def settle(
        self,
        topic: str,
        group: str,
        outcomes: Sequence[Settlement],
        *,
        maxlen: Mapping[str, int] = UNBOUNDED,
    ) -> int:
        """Acknowledge messages with what they lead to, all at once; return how many were pending.

        A message that is not pending any more leads to nothing, so that of two who handled it one
        publishes. `maxlen` bounds the topics it names.
        """

    async def claim(  # pylint: disable=too-many-arguments
        self,
        topic: str,
        group: str,
        consumer: str,
        min_idle_s: float,
        count: int = 64,
        *,
        only: str | None = None,
    ) -> list[Message]:
        """Take over up to `count` messages that stayed pending for `min_idle_s` or longer.

        With `only` those that this consumer holds: its own name gives back what it held before it
        was started again.
        """

    async def dead_letter(self, topic: str, group: str, message: Message, reason: str) -> None:
        """Acknowledge `message` and append it with the reason to the topic's dead letters."""

    async def pending(self, topic: str, group: str, count: int = 1000) -> list[PendingMessage]:
        """Return up to `count` messages that the group has not acknowledged, oldest first."""

    async def backlog(self, topic: str, group: str) -> int:
        """Return how many entries the group has not acknowledged or not even read.

        Raises NotFound when the group does not exist.
        """

    async def last_id(self, topic: str) -> str:
        """Return the identity of the newest entry, for `follow`."""

    async def follow(
        self, topic: str, after: str, count: int = 64, block_s: float = 0.0
    ) -> list[Message]:
        """Return up to `count` entries behind `after`, without a group: every reader gets them all.

        Waits up to `block_s` for the first. What fell out of the bounded topic is not returned.
        """

    async def length(self, topic: str) -> int:
        """Return the number of entries that a topic holds."""

    async def delete(self, topic: str) -> None:
        """Forget a topic with its groups."""

    async def ping(self) -> None:
        """Return when the bus answers."""

    async def close(self) -> None:
        """Let go of connections; waiting readers return empty-handed."""
