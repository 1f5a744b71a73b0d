"""One topic in memory: bounded entries, groups and what each group has pending."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import anyio


@dataclass(slots=True)
class Delivery:
    """Who holds a pending entry, since when (monotonic seconds) and for the how-manieth time."""

    consumer: str
    at: float
    count: int


@dataclass(slots=True)
class Group:
    """How far a group has read and what it has not acknowledged, by sequence number."""

    last: int = 0
    pending: dict[int, Delivery] = field(default_factory=dict)


@dataclass(slots=True)
class Stream:
    """Entries by sequence number, from `first` to `last`; both grow only."""

    maxlen: int
    first: int = 1
    last: int = 0
    entries: dict[int, bytes] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    arrival: anyio.Event = field(default_factory=anyio.Event)

    def append(self, data: bytes, maxlen: int | None = None) -> int:
        """Add an entry, drop the oldest beyond `maxlen` and return the sequence number."""
        self.last += 1
        self.entries[self.last] = data
        while len(self.entries) > (maxlen or self.maxlen):
            del self.entries[self.first]
            self.first += 1
        return self.last

    def announce(self) -> None:
        """Wake everybody who waits for an arrival."""
        self.arrival.set()
        self.arrival = anyio.Event()

    def take(self, group: Group, consumer: str, count: int, now: float) -> list[int]:
        """Deliver up to `count` entries that the group has not seen."""
        start = max(group.last + 1, self.first)
        taken = list(range(start, min(start + count, self.last + 1)))
        for sequence in taken:
            group.pending[sequence] = Delivery(consumer, now, 1)
        if taken:
            group.last = taken[-1]
        return taken

    def claim(
        self,
        group: Group,
        consumer: str,
        idle: tuple[float, float],
        count: int,
        only: str | None = None,
    ) -> list[int]:
        """Deliver again up to `count` entries idle for `idle[0]` seconds at `idle[1]`."""
        claimed: list[int] = []
        for sequence in list(self._idle(group, *idle)):
            if len(claimed) == count:
                break
            if only not in (None, group.pending[sequence].consumer):
                continue
            if sequence < self.first:
                del group.pending[sequence]  # fell out of the bounded topic: nothing to deliver
                continue
            delivery = group.pending[sequence]
            delivery.consumer, delivery.at = consumer, idle[1]
            delivery.count += 1
            claimed.append(sequence)
        return claimed

    @staticmethod
    def _idle(group: Group, min_idle_s: float, now: float) -> Iterator[int]:
        for sequence, delivery in group.pending.items():
            if now - delivery.at >= min_idle_s:
                yield sequence
