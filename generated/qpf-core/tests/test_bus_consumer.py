"""A consumer: acknowledge after success, come back after failure, bury the hopeless, drain."""

from collections.abc import Awaitable, Callable, Sequence

import anyio
import anyio.lowlevel
import pytest

from qpf_core.bus import Consumer, ConsumerLimits, InProcessBus, Message
from qpf_core.clock import ManualClock
from qpf_core.errors import InputError, Unavailable
from qpf_core.plain import JsonObject

pytestmark = pytest.mark.anyio

LIMITS = ConsumerLimits(max_deliveries=3, batch=4, concurrency=2, block_s=1, min_idle_s=10)


class Desk:
    """A bus with one consumer whose handler does what the test says."""

    def __init__(self, clock: ManualClock, act: Callable[[Message], Awaitable[None]]) -> None:
        """Collect what is handled, in order, before acting."""
        self.clock = clock
        self.bus = InProcessBus(clock)
        self.handled: list[object] = []
        self.act = act
        self.consumer = Consumer(self.bus, "t", "g", "c", self._handle, limits=LIMITS, clock=clock)

    async def _handle(self, message: Message) -> None:
        self.handled.append(message.body.get("n"))
        await self.act(message)

    async def letters(self) -> list[JsonObject]:
        """Return the dead letters."""
        await self.bus.ensure_group("t.dead", "test")
        return [message.body for message in await self.bus.read("t.dead", "test", "test")]


async def succeed(_message: Message) -> None:
    """Handle without a fault."""


async def fail(_message: Message) -> None:
    """Fail as a handler with a bug or an unreachable dependency does."""
    raise RuntimeError("no luck")


async def refuse(_message: Message) -> None:
    """Fail in a way that no repetition mends."""
    raise InputError("n", "must be even")


async def test_success_is_acknowledged(clock: ManualClock) -> None:
    """Nothing stays pending; another step finds nothing."""
    desk = Desk(clock, succeed)
    await desk.bus.append_many("t", [{"n": 1}, {"n": 2}])
    assert await desk.consumer.step() == 2
    assert (desk.handled, await desk.bus.pending("t", "g")) == ([1, 2], [])
    assert await desk.consumer.step() == 0


async def test_failure_comes_back_and_dies_at_the_last_delivery(clock: ManualClock) -> None:
    """Three deliveries as limited, then a dead letter with the reason."""
    desk = Desk(clock, fail)
    await desk.bus.append("t", {"n": 7})
    for _ in range(5):
        await desk.consumer.step()
        clock.advance(LIMITS.min_idle_s)
    assert desk.handled == [7, 7, 7]
    letters = await desk.letters()
    assert [(letter["reason"], letter["deliveries"]) for letter in letters] == [
        ("RuntimeError: no luck", 3)
    ]
    assert await desk.bus.pending("t", "g") == []


async def test_a_hopeless_message_dies_at_once(clock: ManualClock) -> None:
    """An input error will be one next time too."""
    desk = Desk(clock, refuse)
    await desk.bus.append("t", {"n": 1})
    await desk.consumer.step()
    assert [letter["reason"] for letter in await desk.letters()] == ["InputError: n: must be even"]


async def test_a_message_that_kills_its_consumers_is_buried_unopened(clock: ManualClock) -> None:
    """Delivered to processes that never answered: it is not tried forever."""
    desk = Desk(clock, succeed)
    await desk.bus.ensure_group("t", "g")
    await desk.bus.append("t", {"n": 1})
    await desk.bus.read("t", "g", "crashed")
    for _ in range(LIMITS.max_deliveries - 1):
        await desk.bus.claim("t", "g", "crashed", min_idle_s=0)
    clock.advance(LIMITS.min_idle_s)
    assert await desk.consumer.step() == 1
    assert not desk.handled
    assert "delivered too often" in str((await desk.letters())[0]["reason"])


async def test_concurrency_is_bounded(clock: ManualClock) -> None:
    """No more handlers at once than the limit says."""
    inside, most = 0, 0

    async def count(_message: Message) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(9):
            await anyio.lowlevel.checkpoint()
        inside -= 1

    desk = Desk(clock, count)
    await desk.bus.append_many("t", [{"n": n} for n in range(4)])
    await desk.consumer.step()
    assert (most, len(desk.handled)) == (2, 4)


async def test_drain_finishes_what_is_in_hand(clock: ManualClock) -> None:
    """The running handler ends and is acknowledged; what came later waits for the next start."""
    gate, entered = anyio.Event(), anyio.Event()

    async def wait(_message: Message) -> None:
        entered.set()
        await gate.wait()

    desk = Desk(clock, wait)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(desk.consumer.run)
        await anyio.wait_all_tasks_blocked()
        await desk.bus.append("t", {"n": 1})
        await entered.wait()
        await desk.bus.append("t", {"n": 2})
        tasks.start_soon(desk.consumer.drain)
        await anyio.wait_all_tasks_blocked()
        gate.set()
    assert desk.handled == [1]
    assert await desk.bus.pending("t", "g") == []


async def test_drain_wakes_an_idle_consumer(clock: ManualClock) -> None:
    """Without anybody moving the clock; draining again, or before a start, returns too."""
    desk = Desk(clock, succeed)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(desk.consumer.run)
        await anyio.wait_all_tasks_blocked()
        await desk.consumer.drain()
    await desk.consumer.drain()
    idle = Desk(clock, succeed)
    await idle.consumer.drain()
    assert await idle.consumer.step() == 0


async def test_an_unreachable_bus_is_tried_again() -> None:
    """With a growing wait on the injected clock, until it serves."""
    clock = ManualClock(auto_advance=True)
    desk = Desk(clock, succeed)
    faults = [Unavailable("down"), Unavailable("down")]
    ensure = desk.bus.ensure_group

    async def flaky(topic: str, group: str) -> None:
        if faults:
            raise faults.pop()
        await ensure(topic, group)

    async def stop(_message: Message) -> None:
        tasks.start_soon(desk.consumer.drain)

    desk.act = stop
    desk.bus.ensure_group = flaky  # type: ignore[method-assign]
    await desk.bus.append("t", {"n": 1})
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(desk.consumer.run)
    assert desk.handled == [1]
    assert clock.monotonic() >= 1.5


async def test_an_outcome_that_the_bus_never_learned_comes_again(clock: ManualClock) -> None:
    """The acknowledgement is lost with the bus; the message is delivered once more."""
    desk = Desk(clock, succeed)
    ack, lost = desk.bus.ack, [Unavailable("down")]

    async def flaky(topic: str, group: str, ids: Sequence[str]) -> int:
        if lost:
            raise lost.pop()
        return await ack(topic, group, ids)

    desk.bus.ack = flaky  # type: ignore[method-assign]
    await desk.bus.append("t", {"n": 1})
    await desk.consumer.step()
    clock.advance(LIMITS.min_idle_s)
    await desk.consumer.step()
    assert (desk.handled, await desk.bus.pending("t", "g")) == ([1, 1], [])
