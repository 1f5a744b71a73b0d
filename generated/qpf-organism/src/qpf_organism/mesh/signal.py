"""What travels through a mesh, and what remains known of it."""

from typing import Any, NamedTuple, Protocol

__all__ = ["EVERYBODY", "Node", "Signal", "SignalRecord"]

EVERYBODY = "*"
"""How a record names the recipients of a broadcast."""


class Signal(NamedTuple):
    """A message on its way: who sent it, what it holds, when (wall and monotonic, in seconds)."""

    sender: str
    data: Any
    timestamp: float
    sent_at: float


class SignalRecord(NamedTuple):
    """What the mesh remembers of a signal: how many nodes had room for it, and how many not."""

    timestamp: float
    sender: str
    recipient: str
    data: Any
    accepted: int
    lost: int


class Node(Protocol):
    """Whoever can be reached through a mesh."""

    @property
    def node_id(self) -> str:
        """The name it is reached by."""

    def receive(self, signal: Signal) -> bool:
        """Take a signal in the delivery thread, quickly; False refuses it."""
