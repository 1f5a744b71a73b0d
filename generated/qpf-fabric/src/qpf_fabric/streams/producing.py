"""A worker that reads nothing: it makes messages at a rhythm."""

from collections.abc import Callable

import anyio
import structlog

from qpf_core.bus import Body
from qpf_core.clock import Clock
from qpf_core.errors import Unavailable
from qpf_fabric.streams.publishing import Publisher
from qpf_fabric.streams.work import Fate, Tally

Make = Callable[[int], Body]


class Producer:  # pylint: disable=too-many-instance-attributes
    """Publishes `batch` messages every `every_s` seconds, waiting where readers fall behind.

    Each is made from a number that grows by itself: the microsecond of its making.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        publish: Publisher,
        make: Make,
        *,
        every_s: float,
        batch: int,
        clock: Clock,
        tally: Tally,
    ) -> None:
        """Prepare; nothing is sent before `run` or `step`."""
        self._publish = publish
        self._make = make
        self._every_s = every_s
        self._batch = batch
        self._clock = clock
        self._tally = tally
        self._last = 0
        self._scope: anyio.CancelScope | None = None
        self._draining = False
        self._log = structlog.get_logger()

    async def run(self) -> None:
        """Send until `drain`; an unreachable bus is tried again at the next beat."""
        with anyio.CancelScope() as self._scope:
            due = self._clock.monotonic()
            while not self._draining:
                try:
                    await self.step()
                except Unavailable as error:
                    self._log.warning("bus_unavailable", reason=str(error))
                due = max(due + self._every_s, self._clock.monotonic())
                await self._clock.sleep(due - self._clock.monotonic())

    async def step(self) -> int:
        """Send one batch and return its size."""
        await self._publish.wait([self._make(self._number()) for _ in range(self._batch)])
        self._tally.count(Fate.DONE, self._batch)
        return self._batch

    def drain(self) -> None:
        """Stop; a batch that waits for room is dropped, since nobody was promised it."""
        self._draining = True
        if self._scope is not None:
            self._scope.cancel()

    def _number(self) -> int:
        self._last = max(self._last + 1, int(self._clock.now().timestamp() * 1_000_000))
        return self._last
