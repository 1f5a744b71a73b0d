"""One consumer of a group: reads, handles, acknowledges, claims and buries the hopeless."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
import structlog

from qpf_core.bus.message import Message
from qpf_core.bus.protocol import Bus
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import CoreError, InputError, NotFound, Unavailable

T = TypeVar("T")
Handle = Callable[[Message], Awaitable[None]]

_FIRST_RETRY_S = 0.5
_LONGEST_RETRY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerLimits:
    """How a consumer works: times in seconds.

    `min_idle_s` is both the wait before another delivery and the longest that one handling may
    take, so that no message is handled twice at once.
    """

    max_deliveries: int = 5
    batch: int = 64
    concurrency: int = 8
    block_s: float = 1.0
    min_idle_s: float = 30.0


DEFAULT_LIMITS = ConsumerLimits()


class Consumer:  # pylint: disable=too-many-instance-attributes
    """Feeds the messages of a topic to `handle`, at least once each.

    A message is acknowledged after `handle` returned. One that fails comes back after `min_idle_s`;
    at its last delivery, or at once when it fails with InputError, it goes to the dead letters.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        bus: Bus,
        topic: str,
        group: str,
        name: str,
        handle: Handle,
        *,
        limits: ConsumerLimits = DEFAULT_LIMITS,
        clock: Clock | None = None,
    ) -> None:
        """Prepare; nothing is read before `run` or `step`."""
        self.topic = topic
        self.group = group
        self.name = name
        self._bus = bus
        self._handle = handle
        self._limits = limits
        self._clock = clock or SystemClock()
        self._log = structlog.get_logger().bind(topic=topic, group=group, consumer=name)
        self._reading: anyio.CancelScope | None = None
        self._draining = False
        self._finished: anyio.Event | None = None
        self._claim_at = 0.0

    async def run(self) -> None:
        """Serve until `drain`; an unreachable bus is tried again with a growing wait."""
        self._finished, wait, ready = anyio.Event(), _FIRST_RETRY_S, False
        try:
            while not self._draining:
                try:
                    await self._round(ready)
                    wait, ready = _FIRST_RETRY_S, True
                except (Unavailable, NotFound) as error:
                    ready = False  # a server that came back may have lost the group
                    await self._pause(wait, error)
                    wait = min(wait * 2, _LONGEST_RETRY_S)
        finally:
            self._finished.set()

    async def step(self) -> int:
        """Handle what is there now, without waiting, and return how many messages that was."""
        await self._bus.ensure_group(self.topic, self.group)
        messages = await self._next(block_s=0.0)
        await self._handle_all(messages)
        return len(messages)

    async def drain(self) -> None:
        """Stop reading and return when every message in hand is handled."""
        self._draining = True
        if self._reading is not None:
            self._reading.cancel()
        if self._finished is not None:
            await self._finished.wait()

    async def _round(self, ready: bool) -> None:
        if not ready:
            await self._bus.ensure_group(self.topic, self.group)
        await self._handle_all(await self._next(self._limits.block_s))

    async def _pause(self, seconds: float, error: CoreError) -> None:
        self._log.warning("bus_unavailable", reason=str(error), retry_in_s=seconds)
        await self._interruptible(lambda: self._clock.sleep(seconds))

    async def _next(self, block_s: float) -> list[Message]:
        now = self._clock.monotonic()
        if now >= self._claim_at:
            self._claim_at = now + self._limits.min_idle_s / 2
            claimed = await self._claim()
            if claimed:
                self._claim_at = now  # there may be more
                return claimed
        return await self._interruptible(lambda: self._read(block_s)) or []

    async def _claim(self) -> list[Message]:
        limits = self._limits
        return await self._bus.claim(
            self.topic, self.group, self.name, limits.min_idle_s, limits.batch
        )

    async def _read(self, block_s: float) -> list[Message]:
        return await self._bus.read(self.topic, self.group, self.name, self._limits.batch, block_s)

    async def _interruptible(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do what `drain` may cut short; nothing then."""
        if self._draining:
            return None
        with anyio.CancelScope() as self._reading:
            return await work()
        return None

    async def _handle_all(self, messages: list[Message]) -> None:
        limiter = anyio.Semaphore(self._limits.concurrency)
        async with anyio.create_task_group() as tasks:
            for message in messages:
                await limiter.acquire()
                tasks.start_soon(self._handle_one, message, limiter)

    async def _handle_one(self, message: Message, limiter: anyio.Semaphore) -> None:
        try:
            await self._attempt(message)
        except Unavailable as error:
            # The bus went away before it learned the outcome: the message will come again.
            self._log.warning("outcome_lost", message_id=message.id, reason=str(error))
        finally:
            limiter.release()

    async def _attempt(self, message: Message) -> None:
        if message.deliveries > self._limits.max_deliveries:
            await self._bury(message, "delivered too often without an answer")
            return
        try:
            with anyio.fail_after(self._limits.min_idle_s):
                await self._handle(message)
        # A border: whatever the handler raises, the message must come back or be buried.
        except Exception as error:  # pylint: disable=broad-exception-caught
            await self._failed(message, error)
        else:
            await self._bus.ack(self.topic, self.group, (message.id,))

    async def _failed(self, message: Message, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        hopeless = isinstance(error, InputError)
        if hopeless or message.deliveries >= self._limits.max_deliveries:
            await self._bury(message, reason)
            return
        self._log.warning(
            "message_failed", message_id=message.id, deliveries=message.deliveries, reason=reason
        )

    async def _bury(self, message: Message, reason: str) -> None:
        await self._bus.dead_letter(self.topic, self.group, message, reason)
        self._log.error("message_dead_lettered", message_id=message.id, reason=reason)
