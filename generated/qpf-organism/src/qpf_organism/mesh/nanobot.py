"""Small nodes with a role and a bounded memory."""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from qpf_organism.mesh.signal import Signal

__all__ = ["Memory", "NanoBot", "colony"]


class Memory(NamedTuple):
    """One remembered signal; `processed` tells whether the bot's processing ran through."""

    timestamp: float
    sender: str
    data: Any
    processed: bool


_Bare = tuple[float, str, Any, bool]


class NanoBot:
    """A digital cell: it remembers the newest `capacity` signals and forgets the oldest first."""

    def __init__(
        self,
        node_id: str,
        role: str,
        capacity: int,
        *,
        process: Callable[[Signal], None] | None = None,
    ) -> None:
        """Be reached as `node_id`; `process` acts on each signal. ValueError without capacity."""
        if capacity < 1:
            raise ValueError("a bot remembers at least one signal")
        self.node_id = node_id
        self.role = role
        self.capacity = capacity
        self.is_active = True
        self._process = process
        # bare tuples: a named one takes longer to make than all the rest of `receive`
        self._memory: deque[_Bare] = deque(maxlen=capacity)
        self._guard = threading.Lock()
        self._received = self._refused = 0

    def receive(self, signal: Signal) -> bool:
        """Process and remember a signal; False while inactive."""
        if not self.is_active:
            self._refused += 1
            return False
        is_processed = False
        try:
            if self._process is not None:
                self._process(signal)
            is_processed = True
        finally:
            with self._guard:
                self._received += 1
                self._memory.append((signal.timestamp, signal.sender, signal.data, is_processed))
        return True

    def get_state(self) -> dict[str, Any]:
        """Return role, activity, fill of the memory and counts as plain data."""
        with self._guard:
            used = len(self._memory)
            return {
                "node_id": self.node_id,
                "role": self.role,
                "active": self.is_active,
                "memory_used": used,
                "memory_capacity": self.capacity,
                "received": self._received,
                "refused": self._refused,
            }

    def query_memory(
        self,
        wanted: Callable[[Memory], bool] | None = None,
        *,
        sender: str | None = None,
        limit: int | None = None,
    ) -> tuple[Memory, ...]:
        """Return memories, oldest first: those of a sender, those wanted, the newest `limit`."""
        with self._guard:
            kept = tuple(Memory(*one) for one in self._memory)
        if sender is not None:
            kept = tuple(one for one in kept if one.sender == sender)
        if wanted is not None:
            kept = tuple(one for one in kept if wanted(one))
        return kept if limit is None else kept[max(0, len(kept) - limit) :]

    def clear_memory(self) -> int:
        """Forget everything; return how much that was."""
        with self._guard:
            count = len(self._memory)
            self._memory.clear()
        return count

    def deactivate(self) -> None:
        """Refuse signals from now on; what is remembered stays."""
        self.is_active = False

    def reactivate(self) -> None:
        """Take signals again."""
        self.is_active = True


def colony(
    count: int,
    roles: Sequence[str],
    capacity_of: Callable[[str], int],
    *,
    prefix: str = "nano_",
    process: Mapping[str, Callable[[Signal], None]] | None = None,
) -> tuple[NanoBot, ...]:
    """Return bots `prefix`1 to `prefix``count`, their roles in rotation; `process` is by role."""
    acts = process or {}
    bots = []
    for number in range(count):
        role = roles[number % len(roles)]
        name = f"{prefix}{number + 1}"
        bots.append(NanoBot(name, role, capacity_of(role), process=acts.get(role)))
    return tuple(bots)
