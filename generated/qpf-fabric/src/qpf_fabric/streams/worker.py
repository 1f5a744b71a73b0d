"""One worker of a group: reads batches, handles them, makes effects durable, then acknowledges."""

from collections.abc import Sequence

import anyio
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from qpf_core.bus import Bus, Message
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import NotFound, Unavailable
from qpf_fabric.streams.finishing import Finisher
from qpf_fabric.streams.limits import DEFAULT_LIMITS, ReaderLimits
from qpf_fabric.streams.work import Handler

Batch = list[tuple[Message, object]]

_FIRST_RETRY_S = 0.1
_LONGEST_RETRY_S = 5.0
_SUSPICIOUS = 2


class StreamWorker:  # pylint: disable=too-many-instance-attributes
    """Feeds a topic to a handler, at least once each, with effects that count once.

    While one batch is written and acknowledged, the next one is read and handled. A worker that is
    started again under its name first takes back what it held.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        bus: Bus,
        topic: str,
        consumer: str,
        handle: Handler,
        finisher: Finisher,
        *,
        limits: ReaderLimits = DEFAULT_LIMITS,
        clock: Clock | None = None,
    ) -> None:
        """Prepare; nothing is read before `run` or `step`. The group is the finisher's."""
        self.topic = topic
        self.group = finisher.group
        self.consumer = consumer
        self._bus = bus
        self._handle = handle
        self._finisher = finisher
        self._limits = limits
        self._clock = clock or SystemClock()
        self._log = structlog.get_logger().bind(topic=topic, group=self.group, consumer=consumer)
        self._waiting: anyio.CancelScope | None = None
        self._draining = False
        self._claim_at = 0.0
        self._own = True

    async def run(self) -> None:
        """Serve until `drain`, then finish what is in hand."""
        send, receive = anyio.create_memory_object_stream[Batch](0)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._finish_all, receive)
            await self._read_all(send)

    async def step(self) -> int:
        """Handle what is there now, without waiting, and return how many messages that was."""
        await self._bus.ensure_group(self.topic, self.group)
        messages = await self._next(block_s=0.0)
        await self._finisher(await self._handled(messages))
        return len(messages)

    def drain(self) -> None:
        """Read no more; `run` returns when everything in hand is finished.

        A read that waits for the first message ends by itself, after at most `block_s`.
        """
        self._draining = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def _read_all(self, send: MemoryObjectSendStream[Batch]) -> None:
        wait, ready = _FIRST_RETRY_S, False
        async with send:
            while not self._draining:
                try:
                    if not ready:
                        await self._bus.ensure_group(self.topic, self.group)
                    messages = await self._next(self._limits.block_s)
                    wait, ready = _FIRST_RETRY_S, True
                except (Unavailable, NotFound) as error:
                    ready, self._own = False, True  # what the lost answer held is taken back
                    await self._pause(wait, error)
                    wait = min(wait * 2, _LONGEST_RETRY_S)
                    continue
                if messages:
                    await send.send(await self._handled(messages))

    async def _finish_all(self, receive: MemoryObjectReceiveStream[Batch]) -> None:
        async with receive:
            async for batch in receive:
                wait = _FIRST_RETRY_S
                while not await self._finished(batch):
                    await self._clock.sleep(wait)
                    wait = min(wait * 2, _LONGEST_RETRY_S)

    async def _finished(self, batch: Batch) -> bool:
        """Tell whether the batch is through: kept in hand while database or bus are away.

        A drain gives up instead, since everything is still pending.
        """
        try:
            await self._finisher(batch)
        except (Unavailable, NotFound) as error:
            self._log.warning("effect_delayed", reason=str(error), messages=len(batch))
            if isinstance(error, NotFound):
                return True  # the server lost the group: there is nothing to acknowledge
            return self._draining
        return True

    async def _handled(self, messages: Sequence[Message]) -> Batch:
        """Return each message with its work, or with the exception that it raised."""
        batch: Batch = []
        for message in messages:
            if message.deliveries > self._limits.max_deliveries:
                batch.append((message, None))
                continue
            try:
                batch.append((message, await self._handle(message)))
            # A border: whatever a handler raises, the message must come again or be buried.
            except Exception as error:  # pylint: disable=broad-exception-caught
                batch.append((message, error))
        return batch

    async def _next(self, block_s: float) -> list[Message]:
        if self._own:
            held = await self._bus.claim(
                self.topic, self.group, self.consumer, 0, await self._share(), only=self.consumer
            )
            if held:
                return held
            self._own = False
        now = self._clock.monotonic()
        if now >= self._claim_at:
            self._claim_at = now + self._limits.claim_idle_s / 2
            idle_s = self._limits.claim_idle_s
            claimed = await self._bus.claim(
                self.topic, self.group, self.consumer, idle_s, await self._share()
            )
            if claimed:
                self._claim_at = now  # there may be more
                return claimed
        # Not cut short by a drain: what the server hands out while nobody listens stays pending.
        return await self._bus.read(
            self.topic, self.group, self.consumer, self._limits.batch, block_s
        )

    async def _share(self) -> int:
        """Return how many to claim: what may have killed a worker comes alone.

        Otherwise its neighbours would be counted, and buried, with it.
        """
        oldest = await self._bus.pending(self.topic, self.group, 1)
        risky = bool(oldest) and oldest[0].deliveries >= _SUSPICIOUS
        return 1 if risky else self._limits.batch

    async def _pause(self, seconds: float, error: Exception) -> None:
        self._log.warning("bus_unavailable", reason=str(error), retry_in_s=seconds)
        with anyio.CancelScope() as self._waiting:
            await self._clock.sleep(0 if self._draining else seconds)
