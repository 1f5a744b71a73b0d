"""Seeing every entry of a topic: each process reads the whole of it, without a group."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import anyio
import structlog

from qpf_core.bus import Bus
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import Unavailable

Take = Callable[[Mapping[str, Any]], object]

_PAGE = 256
_BLOCK_S = 1.0
_RETRY_S = 0.5


class Audience(Protocol):
    """Whom entries are for; a hub is one."""

    @property
    def is_watched(self) -> bool:
        """Whether anybody is there."""

    async def watched(self) -> None:
        """Return as soon as somebody is there."""


class Follower:
    """Hands every entry that arrives after `run` began to a callback, on the loop's thread."""

    def __init__(
        self,
        bus: Bus,
        topic: str,
        take: Take,
        *,
        clock: Clock | None = None,
        audience: Audience | None = None,
    ) -> None:
        """The callback must not block, and must not raise.

        Nothing is read while an `audience` is absent: what came meanwhile is left out.
        """
        self._bus = bus
        self._topic = topic
        self._take = take
        self._clock = clock or SystemClock()
        self._audience = audience
        self._after: str | None = None
        self._log = structlog.get_logger().bind(topic=topic)

    async def run(self) -> None:
        """Follow until cancelled; an unreachable bus is tried again where it was left."""
        while True:
            try:
                await self._wait_for_audience()
                await self.step(_BLOCK_S)
            except Unavailable as error:
                self._log.warning("bus_unavailable", reason=str(error), retry_in_s=_RETRY_S)
                await self._clock.sleep(_RETRY_S)

    async def _wait_for_audience(self) -> None:
        if self._audience is None or self._audience.is_watched:
            return
        await self._audience.watched()
        self._after = None
        await self.start()

    async def start(self) -> None:
        """Begin behind the newest entry of now."""
        self._after = await self._bus.last_id(self._topic)

    async def step(self, block_s: float = 0.0) -> int:
        """Hand over one page and return its size."""
        if self._after is None:
            await self.start()
        page = await self._bus.follow(self._topic, self._after or "0-0", _PAGE, block_s)
        for message in page:
            self._take(message.body)
            self._after = message.id
        return len(page)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow for the length of a block: what a part of a service runs."""
        with suppress(Unavailable):
            await self.start()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.run)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()
