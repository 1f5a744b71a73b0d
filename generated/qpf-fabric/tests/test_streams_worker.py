"""Workers: at least once, effects once, the hopeless buried, nothing lost on the way."""

import anyio
import pytest
from streams_samples import LIMITS, PIPELINE, Memory, Tallied, entries, send, worker

from qpf_core.bus import Bus, Message
from qpf_core.clock import ManualClock
from qpf_core.errors import NotFound, Unavailable
from qpf_fabric.streams.packets import PacketHandler, PacketTopics
from qpf_fabric.streams.work import Work

pytestmark = pytest.mark.anyio


def handler(topic: str) -> PacketHandler:
    """Return a handler that publishes beside `topic`."""
    topics = PacketTopics(output=topic + ".out", frames=topic + ".frames")
    return PacketHandler(PIPELINE, "send", topics, traced=True)


async def raising(message: Message) -> Work:
    """Fail for every message."""
    raise RuntimeError(message.id)


async def test_a_batch_is_recorded_published_and_acknowledged(bus: Bus, topic: str) -> None:
    """Copies as the packet asks, one entry of frames a packet, nothing pending."""
    effect, tally = Memory(), Tallied()
    await send(bus, topic, "a", "b")
    one = worker(bus, topic, handler(topic), effect=effect, tally=tally)
    assert await one.step() == 2
    assert [row.packet.data for row in effect.rows.values()] == [b"a", b"b"]
    assert [entry["packet_id"] for entry in await entries(bus, topic + ".out")] == [1, 1, 2, 2]
    frames = await entries(bus, topic + ".frames")
    assert [[layer["layer"] for layer in entry["layers"]] for entry in frames] == [["mark"]] * 2
    assert await bus.pending(topic, "g") == []
    assert tally.fates == {"done": 2}


async def test_hopeless_messages_are_buried_and_the_others_go_on(bus: Bus, topic: str) -> None:
    """A body that is no packet, and a packet that a layer blocks; each with its reason."""
    effect, tally = Memory(), Tallied()
    await bus.append(topic, {"nonsense": 1})
    await send(bus, topic, "", "fine")
    await worker(bus, topic, handler(topic), effect=effect, tally=tally).step()
    letters = await entries(bus, topic + ".dead")
    assert [letter["reason"] for letter in letters] == [
        "InputError: packet: must be an object",
        "Blocked: mark: empty",
    ]
    assert letters[0]["body"] == {"nonsense": 1}
    assert [row.packet.data for row in effect.rows.values()] == [b"fine"]
    assert tally.fates == {"dead": 2, "done": 1}


async def test_a_failure_is_tried_again_and_then_buried(bus: Bus, topic: str) -> None:
    """As often as it may be delivered, no more."""
    limits = LIMITS.__class__(batch=4, claim_idle_s=0.0, max_deliveries=3)
    tally = Tallied()
    await bus.append(topic, {})
    one = worker(bus, topic, raising, tally=tally, limits=limits)
    for _ in range(4):
        await one.step()
    assert tally.fates == {"again": 2, "dead": 1}
    (letter,) = await entries(bus, topic + ".dead")
    assert (letter["deliveries"], letter["reason"][:13]) == (3, "RuntimeError:")


async def test_what_kills_its_worker_is_buried_without_another_try(bus: Bus, topic: str) -> None:
    """Nobody answered for it at any delivery; its neighbour is not counted with it."""
    await bus.ensure_group(topic, "g")
    await send(bus, topic, "poison", "neighbour")
    await bus.read(topic, "g", "w-1")
    await bus.claim(topic, "g", "w-1", 0, 2)
    for _ in range(2):  # a claim of what is suspicious takes the oldest alone
        await bus.claim(topic, "g", "w-1", 0, 1)
    effect = Memory()
    one = worker(bus, topic, handler(topic), effect=effect)
    assert await one.step() == 1
    (letter,) = await entries(bus, topic + ".dead")
    assert letter["reason"] == "delivered too often without an answer"
    assert await one.step() == 1
    assert [row.packet.data for row in effect.rows.values()] == [b"neighbour"]


async def test_a_restarted_worker_takes_back_what_it_held(bus: Bus, topic: str) -> None:
    """At once, by its name; the effect that was durable is not repeated, its results are sent."""
    effect = Memory()
    await bus.ensure_group(topic, "g")
    await send(bus, topic, "a")
    (held,) = await bus.read(topic, "g", "w-1")
    work = await handler(topic)(held)
    assert work.item is not None
    await effect([work.item])
    assert await worker(bus, topic, handler(topic), effect=effect, consumer="w-2").step() == 0
    assert await worker(bus, topic, handler(topic), effect=effect).step() == 1
    assert len(effect.rows) == 1
    assert len(await entries(bus, topic + ".out")) == 2


async def test_copies_count_once_at_the_receiver(bus: Bus, topic: str) -> None:
    """They have one key, however many messages they are."""
    sent, received, tally = Memory(), Memory(), Tallied()
    await send(bus, topic, "a", "b")
    await worker(bus, topic, handler(topic), effect=sent).step()
    back = PacketHandler(PIPELINE, "receive", PacketTopics(output=topic + ".in"), traced=False)
    receiver = worker(bus, topic + ".out", back, effect=received, tally=tally)
    assert await receiver.step() == 4
    assert [row.packet.data for row in received.rows.values()] == [b"a", b"b"]
    assert {row.direction for row in received.rows.values()} == {"recv"}
    await receiver.step()
    assert tally.fates["done"] + tally.fates["duplicate"] == 4


async def test_one_refused_row_does_not_take_the_batch_with_it(bus: Bus, topic: str) -> None:
    """Each is tried alone, and only the bad one comes again."""
    effect, tally = Memory(refused="bad"), Tallied()
    await send(bus, topic, "a", "bad", "c")
    await worker(bus, topic, handler(topic), effect=effect, tally=tally).step()
    assert [row.packet.data for row in effect.rows.values()] == [b"a", b"c"]
    assert tally.fates == {"done": 2, "again": 1}


async def test_a_database_that_is_away_delays_and_counts_no_delivery(bus: Bus, topic: str) -> None:
    """The batch is kept in hand until it is written."""
    away = Unavailable("away")
    effect, clock = Memory(faults=[away] * 10), ManualClock(auto_advance=True)
    await send(bus, topic, "a", "b")
    one = worker(bus, topic, handler(topic), effect=effect, clock=clock)
    await until(one, lambda: len(effect.rows) == 2)
    assert await bus.pending(topic, "g") == []
    assert await bus.length(topic + ".dead") == 0


async def test_drain_finishes_what_is_in_hand(bus: Bus, topic: str) -> None:
    """Everything that was read is written and acknowledged before `run` returns."""
    effect = Memory()
    await send(bus, topic, *(str(number) for number in range(20)))
    one = worker(bus, topic, handler(topic), effect=effect)
    await until(one, lambda: len(effect.rows) >= 8)
    assert len(await bus.pending(topic, "g")) == 0
    assert len(await entries(bus, topic + ".out")) == 2 * len(effect.rows)


async def test_a_worker_that_was_drained_before_it_ran_reads_nothing(bus: Bus, topic: str) -> None:
    """It returns at once, and leaves what is there to others."""
    effect = Memory()
    await send(bus, topic, "a")
    one = worker(bus, topic, handler(topic), effect=effect)
    one.drain()
    with anyio.fail_after(10):
        await one.run()
    assert effect.rows == {}
    assert await bus.length(topic) == 1


async def test_drain_gives_up_on_a_database_that_stays_away(bus: Bus, topic: str) -> None:
    """What could not be written stays pending for whoever comes next."""
    clock = ManualClock(auto_advance=True)
    effect = Memory(faults=[Unavailable("away")] * 10_000)
    await send(bus, topic, "a")
    one = worker(bus, topic, handler(topic), effect=effect, clock=clock)
    await until(one, lambda: len(effect.faults) < 9_999)
    assert len(await bus.pending(topic, "g")) == 1


async def test_an_unreachable_bus_is_tried_again(topic: str, clock: ManualClock) -> None:
    """With a growing wait; a group that is gone is made again."""
    from qpf_core.bus import InProcessBus

    class Shaky(InProcessBus):
        """Fails now and then."""

        faults: list[Exception]

        async def read(self, *args: object, **kwargs: object) -> list[Message]:
            """Fail first."""
            if self.faults:
                raise self.faults.pop(0)
            return await super().read(*args, **kwargs)  # type: ignore[arg-type]

        async def settle(self, *args: object, **kwargs: object) -> int:
            """Lose the group once."""
            if len(effect.rows) == 1:
                effect.rows["lost"] = effect.rows["send:" + first]
                raise NotFound("group")
            return await super().settle(*args, **kwargs)  # type: ignore[arg-type]

    bus = Shaky()
    bus.faults = [Unavailable("a"), NotFound("b"), Unavailable("c")]
    effect = Memory()
    (number,) = await send(bus, topic, "a")
    first = f"{topic}/{number}"
    one = worker(bus, topic, handler(topic), effect=effect, clock=clock)
    await until(one, lambda: "lost" in effect.rows)
    assert len(await bus.pending(topic, "g")) == 1


async def until(one: object, done: object) -> None:
    """Run a worker until something is the case, then drain it."""
    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(one.run)  # type: ignore[attr-defined]
            while not done():  # type: ignore[operator]
                await anyio.sleep(0.001)
            one.drain()  # type: ignore[attr-defined]
