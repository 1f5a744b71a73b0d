"""Publishers hold back, producers keep a rhythm, followers see everything."""

from typing import Any

import anyio
import pytest
from streams_samples import Tallied, entries

from qpf_core.bus import Body, Bus, InProcessBus
from qpf_core.clock import ManualClock, SystemClock
from qpf_core.errors import RateLimited, Unavailable
from qpf_fabric.streams.following import Follower
from qpf_fabric.streams.producing import Producer
from qpf_fabric.streams.publishing import Publisher, publisher
from qpf_fabric.streams.topics import Topic, bounds_of

pytestmark = pytest.mark.anyio
MANY: list[Body] = [{}] * 10


class Reading:
    """A clock whose sleeper lets the group read and acknowledge everything."""

    def __init__(self, bus: Bus, topic: str) -> None:
        """Count the sleeps."""
        self.slept = 0
        self._bus = bus
        self._topic = topic
        self.now = SystemClock().now
        self.monotonic = SystemClock().monotonic

    async def sleep(self, seconds: float) -> None:
        """Read instead of sleeping."""
        self.slept += 1
        held = await self._bus.read(self._topic, "g", "c", 1000)
        await self._bus.ack(self._topic, "g", [message.id for message in held])


async def test_a_publisher_stops_where_readers_fall_behind(bus: Bus, topic: str) -> None:
    """Nothing unread ever falls out of the bounded topic."""
    sender = Publisher(bus, Topic(topic, 100), "g", clock=SystemClock())
    sent = 0
    with pytest.raises(RateLimited):
        for _ in range(100):
            sent += len(await sender.offer(MANY))
    assert 30 <= sent <= 60
    await bus.ensure_group(topic, "g")
    assert await bus.backlog(topic, "g") == sent
    clock = Reading(bus, topic)
    again = Publisher(bus, Topic(topic, 100), "g", limit=sent, clock=clock)
    assert len(await again.wait(MANY)) == 10
    assert clock.slept >= 1


async def test_a_batch_beyond_the_limit_goes_when_all_is_read(bus: Bus, topic: str) -> None:
    """Else it would wait for ever."""
    sender = Publisher(bus, Topic(topic, 100), "g", limit=4, clock=SystemClock())
    assert len(await sender.offer(MANY)) == 10
    with pytest.raises(RateLimited):
        await sender.offer(MANY)
    assert bounds_of([Topic("a", 1), Topic("b", 2)]) == {"a": 1, "b": 2}


async def test_a_producer_keeps_its_rhythm(topic: str, clock: ManualClock) -> None:
    """Numbers grow by themselves; the bus may be away for a beat."""
    tally, bus = Tallied(), InProcessBus()
    shaky = _Shaky(bus)
    sender = publisher(shaky, Topic(topic, 1000), "g", clock)
    producer = Producer(
        sender, lambda number: {"n": number}, every_s=2.0, batch=3, clock=clock, tally=tally
    )
    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(producer.run)
            while tally.fates["done"] < 9:
                await anyio.sleep(0)
            producer.drain()
    numbers: list[Any] = [entry["n"] for entry in await entries(bus, topic)]
    assert numbers == sorted(set(numbers))
    assert clock.monotonic() >= 6.0
    producer.drain()


async def test_every_follower_gets_every_entry(bus: Bus, topic: str) -> None:
    """What came before is not shown; pages follow each other."""
    await bus.append(topic, {"n": 0})
    seen: list[list[Any]] = [[], []]
    followers = [Follower(bus, topic, keep.append) for keep in seen]
    for follower in followers:
        assert await follower.step() == 0
    await bus.append_many(topic, [{"n": n} for n in range(1, 300)])
    for follower in followers:
        assert await follower.step() + await follower.step() == 299
    assert [[entry["n"] for entry in kept] for kept in seen] == [list(range(1, 300))] * 2


async def test_a_follower_runs_for_a_block_and_outlasts_faults(
    topic: str, clock: ManualClock
) -> None:
    """It goes on where it was."""
    seen: list[Any] = []
    bus = InProcessBus()
    shaky = _Shaky(bus)
    follower = Follower(shaky, topic, seen.append, clock=clock)
    await follower.start()
    with anyio.fail_after(20):
        async with follower.running():
            await bus.append(topic, {"n": 1})
            while not seen:
                await anyio.sleep(0.001)
    assert seen == [{"n": 1}]


class _Shaky:
    """A bus that is unreachable at every second call that asks or follows."""

    def __init__(self, bus: Bus) -> None:
        """Stand before `bus`."""
        self._bus = bus
        self._calls = 0

    def __getattr__(self, name: str) -> Any:
        """Fail now and then."""
        if name in ("backlog", "follow"):
            self._calls += 1
            if self._calls % 2:
                raise Unavailable("away")
        return getattr(self._bus, name)
