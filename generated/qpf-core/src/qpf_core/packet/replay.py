"""Refusing the same packet twice."""

from collections import OrderedDict
from uuid import UUID

from qpf_core.clock import Clock


class ReplayGuard:
    """Remembers the identities of the last `capacity` packets for `window_s` seconds."""

    def __init__(self, capacity: int, clock: Clock, *, window_s: float = 900.0) -> None:
        """Start with an empty memory; capacity is at least 1."""
        self._capacity = max(1, capacity)
        self._clock = clock
        self._window_s = window_s
        self._seen: OrderedDict[str, float] = OrderedDict()

    def seen(self, packet_id: UUID | str) -> bool:
        """Return whether the identity came before; from now on it has."""
        now, key = self._clock.monotonic(), str(packet_id)
        self._forget(now)
        if key in self._seen:
            return True
        self._seen[key] = now
        if len(self._seen) > self._capacity:
            self._seen.popitem(last=False)
        return False

    def _forget(self, now: float) -> None:
        while self._seen and now - next(iter(self._seen.values())) >= self._window_s:
            self._seen.popitem(last=False)

    def __len__(self) -> int:
        """Return how many identities are remembered."""
        return len(self._seen)
