"""Events: published once, seen by every subscriber."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import anyio
from anyio.abc import TaskGroup

from qpf_core.bus.consumer import DEFAULT_LIMITS, Consumer, ConsumerLimits
from qpf_core.bus.message import Message
from qpf_core.bus.protocol import Bus
from qpf_core.clock import Clock, SystemClock
from qpf_core.effects import current_effects
from qpf_core.plain import JsonValue, from_plain, to_plain, to_plain_object

TOPIC_PREFIX = "events."


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: what, to whom, when (UTC), with which data, in which trace."""

    event_type: str
    agent: str
    timestamp: datetime
    event_data: JsonValue
    trace_id: str
    event_id: str = ""
    """The same when a handler that began anew publishes it again."""


EventHandler = Callable[[Event], Awaitable[None]]


class EventBus:  # pylint: disable=too-many-instance-attributes
    """Fan-out on a bus: each subscription is a group of its own, so that each sees every event."""

    def __init__(
        self,
        bus: Bus,
        *,
        owner: str,
        clock: Clock | None = None,
        limits: ConsumerLimits = DEFAULT_LIMITS,
    ) -> None:
        """Publish and subscribe in the name of `owner`, which names the groups on the bus."""
        self.owner = owner
        self._bus = bus
        self._clock = clock or SystemClock()
        self._limits = limits
        self._taken: Counter[str] = Counter()
        self._consumers: list[Consumer] = []
        self._tasks: TaskGroup | None = None
        self._draining = anyio.Event()

    async def publish(self, event: str, payload: object = None, *, trace_id: str = "") -> str:
        """Append an event and return its identity; InputError for a payload without plain form."""
        happened = Event(
            event_type=event,
            agent=self.owner,
            timestamp=self._clock.now(),
            event_data=to_plain(payload),
            trace_id=trace_id,
            event_id=self._identity(event),
        )
        return await self._bus.append(TOPIC_PREFIX + event, to_plain_object(happened))

    def _identity(self, event: str) -> str:
        effects = current_effects()
        return uuid4().hex if effects is None else effects.identity(f"{self.owner} event {event}")

    def subscribe(self, event: str, handler: EventHandler, *, group: str | None = None) -> None:
        """Let `handler` see every `event`, at least once, also those that precede a restart.

        Without a `group` the name comes from the owner and the order of its subscriptions.
        Processes that subscribe with the same group share the events among them.
        """
        self._taken[event] += 1
        count = self._taken[event]
        name = group or (self.owner if count == 1 else f"{self.owner}.{count}")

        async def handle(message: Message) -> None:
            await handler(from_plain(Event, message.body, extra="ignore"))

        consumer = Consumer(
            self._bus,
            TOPIC_PREFIX + event,
            name,
            self.owner,
            handle,
            limits=self._limits,
            clock=self._clock,
        )
        self._consumers.append(consumer)
        if self._tasks is not None:
            self._tasks.start_soon(consumer.run)

    async def run(self) -> None:
        """Serve every subscription, also those made later, until `drain`."""
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            for consumer in self._consumers:
                tasks.start_soon(consumer.run)
            await self._draining.wait()
            self._tasks = None

    async def settle(self, rounds: int = 100) -> int:
        """Handle what is there, and what that causes, in the caller's task; return the count.

        For embedded use without `run`; stops after `rounds`, as events may cause each other.
        """
        handled = 0
        for _ in range(rounds):
            step = 0
            for consumer in tuple(self._consumers):
                step += await consumer.step()
            if not step:
                break
            handled += step
        return handled

    async def drain(self) -> None:
        """Stop reading and return when every event in hand is handled."""
        self._draining.set()
        for consumer in self._consumers:
            await consumer.drain()
