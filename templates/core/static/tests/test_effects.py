"""A delivery that comes again leaves nothing twice."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from agent_samples import SAMPLE

from qpf_core.agent import CallScope, Context, embedded
from qpf_core.agent.once import once
from qpf_core.bus import Message
from qpf_core.clock import ManualClock
from qpf_core.effects import Effects, current_effects, repeatable
from qpf_core.errors import Unavailable
from qpf_core.memory import CausalMemory, EpisodicMemory
from qpf_core.memory.causal import Causal
from qpf_core.memory.episodic import Episodic
from qpf_core.packet import PacketEnvelope, new_packet
from qpf_core.plain import to_plain_object
from qpf_core.store import Store

pytestmark = pytest.mark.anyio
AT = datetime(2030, 1, 1, tzinfo=UTC)


class Lasting:
    """Working memory outside of the process."""

    def __init__(self) -> None:
        self._held: dict[str, object] = {}

    async def get(self, key: str) -> object:
        """Return what was put."""
        return self._held.get(key)

    async def put(self, key: str, value: object, ttl_s: float | None = None) -> None:
        """Keep a value."""
        assert ttl_s
        self._held[key] = value


def test_identities_depend_on_source_kind_and_count_alone() -> None:
    first, again, other = Effects("p", AT), Effects("p", AT), Effects("q", AT)
    assert first.identity("a") == again.identity("a")
    assert first.identity("a") == again.identity("a")
    assert len({first.identity("a"), again.identity("b"), other.identity("a")}) == 3
    assert first.uuid("c") == again.uuid("c") != other.uuid("c")


def test_identities_sort_by_time() -> None:
    later = datetime(2030, 1, 2, tzinfo=UTC)
    assert Effects("z", AT).identity("a") < Effects("a", later).identity("a")
    assert len(Effects("z", AT).identity("a")) == 24


def test_effects_end_with_their_delivery() -> None:
    with repeatable("p", AT) as outer:
        with repeatable("q", AT):
            assert current_effects() is not outer
        assert current_effects() is outer
    assert current_effects() is None


async def test_episodes_of_a_repeated_delivery_count_once(store: Store, clock: ManualClock) -> None:
    memory = Episodic("scorer", EpisodicMemory(index=("id",)), store, clock)

    async def deliver(source: str, amount: int) -> None:
        with repeatable(source, clock.now()):
            for number in range(amount):
                await memory.append("seen", number, index={"id": "x"}, embedding=[1.0, 0.0])

    await deliver("p", 1)
    await deliver("p", 2)
    await deliver("q", 1)
    assert sorted(one.value for one in await memory.find(kind="seen")) == [0, 0, 1]
    await memory.append("seen", 9)
    assert len(await memory.find(kind="seen")) == 4


async def test_links_of_a_repeated_delivery_count_once(store: Store, clock: ManualClock) -> None:
    memory = Causal("scorer", CausalMemory(), store, clock)
    for _ in range(2):
        with repeatable("p", clock.now()):
            await memory.link("deal", ["price"])
    await memory.link("deal", ["price"])
    assert len(await memory.causes("deal")) == 2


async def test_a_packet_that_is_sent_again_is_the_same() -> None:
    runtime = embedded(SAMPLE)
    context = Context(runtime.core, CallScope(correlation_id="c"))
    with repeatable("p", AT):
        first = await context.send("insight", {}, "other")
    with repeatable("p", AT):
        assert await context.send("insight", {}, "other") == first
    assert await context.send("insight", {}, "other") != first


async def test_an_event_that_is_published_again_is_the_same() -> None:
    runtime = embedded(SAMPLE)
    bus, topic = runtime.core.bus, "events.sample.done"
    await bus.ensure_group(topic, "g")
    for _ in range(2):
        with repeatable("p", AT):
            await runtime.core.events.publish("sample.done", 1)
    await runtime.core.events.publish("sample.done", 1)
    found = [message.body["event_id"] for message in await bus.read(topic, "g", "c", 10, 0.0)]
    assert len(found) == 3
    assert len(set(found)) == 2


async def test_what_failed_is_done_again_under_the_same_identity() -> None:
    runtime = embedded(SAMPLE)
    seen: list[str] = []

    async def handle(_packet: PacketEnvelope) -> None:
        effects = current_effects()
        assert effects is not None
        seen.append(effects.identity("a"))
        if len(seen) == 1:
            raise Unavailable("not now")

    runtime.background.on_packet("query", handle)
    packet = new_packet("query", {}, agent="other", clock=runtime.core.clock)
    body = to_plain_object(packet)
    with pytest.raises(Unavailable):
        await runtime.background.inbox.handle(Message("1", "packets.sample", body, 1))
    await runtime.background.inbox.handle(Message("1", "packets.sample", body, 2))
    assert seen[0] == seen[1]


async def test_what_was_finished_is_not_begun_again() -> None:
    memory = SimpleNamespace(topology=SimpleNamespace(working=True), working=Lasting())
    core: Any = SimpleNamespace(memory=memory)
    done: list[str] = []

    async def work() -> None:
        done.append("work")

    for source in ("p", "p", "q"):
        await once(core, source, AT, work)
    assert done == ["work", "work"]
