"""Sending to a topic without outrunning its readers."""

from collections.abc import Sequence

from qpf_core.bus import Body, Bus
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import NotFound, RateLimited
from qpf_fabric.streams.topics import Topic

_LOOK_S = 0.05


class Publisher:
    """Appends to a topic while its group keeps up.

    A bounded topic forgets its oldest entries, read or not. So a sender stops at `limit` entries
    that the group has not finished, well below the bound.
    """

    def __init__(
        self, bus: Bus, topic: Topic, group: str, *, limit: int | None = None, clock: Clock
    ) -> None:
        """Without a `limit` it is half the bound of the topic."""
        self._bus = bus
        self._topic = topic
        self._group = group
        self._limit = topic.max_length // 2 if limit is None else limit
        self._clock = clock
        self._room = 0

    async def wait(self, bodies: Sequence[Body]) -> list[str]:
        """Append, as soon as there is room; return the identities."""
        while not await self._has_room(len(bodies)):
            await self._clock.sleep(_LOOK_S)
        return await self._append(bodies)

    async def offer(self, bodies: Sequence[Body]) -> list[str]:
        """Append; raises RateLimited when the readers are too far behind."""
        if not await self._has_room(len(bodies)):
            raise RateLimited(retry_after_s=1.0)
        return await self._append(bodies)

    async def _append(self, bodies: Sequence[Body]) -> list[str]:
        self._room -= len(bodies)
        return await self._bus.append_many(self._topic.name, bodies, maxlen=self._topic.max_length)

    async def _has_room(self, wanted: int) -> bool:
        # Asked once for many batches: what was free then can only have been taken by others.
        if self._room < wanted:
            self._room = (self._limit - await self._backlog()) // 2 + 1
        return self._room >= min(wanted, self._limit // 2 + 1)

    async def _backlog(self) -> int:
        try:
            return await self._bus.backlog(self._topic.name, self._group)
        except NotFound:
            await self._bus.ensure_group(self._topic.name, self._group)
            return await self._bus.backlog(self._topic.name, self._group)


def publisher(bus: Bus, topic: Topic, group: str, clock: Clock | None = None) -> Publisher:
    """Return a publisher with the usual limit."""
    return Publisher(bus, topic, group, clock=clock or SystemClock())
