"""How many operations of one agent run at the same moment."""

import asyncio
from collections import deque

from qpf_core.errors import RateLimited


class TaskLimit:
    """A fair gate for `limit` holders with a bounded queue before it.

    As many again may wait, in the order they came (`max_waiting` says otherwise); whoever comes
    later is refused with RateLimited, because a queue that grows without bound only moves the
    overload.
    """

    def __init__(
        self, limit: int | None, *, max_waiting: int | None = None, retry_after_s: float = 1.0
    ) -> None:
        """Open the gate; a `limit` of None never makes anybody wait."""
        self._limit = limit
        self._max_waiting = (limit or 0) if max_waiting is None else max_waiting
        self._retry_after_s = retry_after_s
        self._active = 0
        self._waiters: deque[asyncio.Future[None]] = deque()
        self._idle: asyncio.Event | None = None

    @property
    def active(self) -> int:
        """Number of holders."""
        return self._active

    @property
    def waiting(self) -> int:
        """Number of those in the queue."""
        return len(self._waiters)

    def try_acquire(self) -> bool:
        """Enter if there is room at once; every True needs one `release`."""
        if self._limit is not None and (self._active >= self._limit or self._waiters):
            return False
        self._active += 1
        return True

    async def acquire(self) -> None:
        """Enter, waiting for room; raises RateLimited when the queue is full."""
        if self.try_acquire():
            return
        if len(self._waiters) >= self._max_waiting:
            raise RateLimited(self._retry_after_s, "the agent is at its task limit")
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.release()  # the place was handed over in the moment of the cancellation
            elif waiter in self._waiters:  # a release may have passed over it already
                self._waiters.remove(waiter)
            raise

    def release(self) -> None:
        """Leave; the place passes to the first in the queue."""
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._active -= 1
        if self._idle is not None and not self._active:
            self._idle.set()

    async def idle(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` until nobody is inside; tell whether that came true."""
        if not self._active:
            return True
        self._idle = asyncio.Event()
        try:
            async with asyncio.timeout(timeout_s):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
