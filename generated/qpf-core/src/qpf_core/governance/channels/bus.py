"""Escalations on the governance bus."""

from typing import Protocol

from qpf_core.governance.channels.notice import Notice
from qpf_core.plain import JsonObject, to_plain_object

GOVERNANCE_BUS = "governance_bus"


class Appends(Protocol):  # pylint: disable=too-few-public-methods
    """The part of a bus that the channel needs."""

    async def append(self, topic: str, body: JsonObject) -> str:
        """Add one message and return its identity."""


class BusChannel:  # pylint: disable=too-few-public-methods
    """Appends every notice to a topic, where agents and consoles read it."""

    def __init__(self, bus: Appends, topic: str = GOVERNANCE_BUS) -> None:
        """Append to `topic` of `bus`."""
        self._bus = bus
        self._topic = topic

    async def deliver(self, notice: Notice) -> None:
        """Append `notice`; raises Unavailable when the bus does not serve."""
        await self._bus.append(self._topic, to_plain_object(notice))
