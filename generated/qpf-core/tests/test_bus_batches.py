"""Batches, followers and backlogs: the contract of a bus, run against every bus in reach."""

import anyio
import pytest

from qpf_core.bus import Bus, EncodedBody, Message, Settlement
from qpf_core.errors import InputError, NotFound, Unavailable

pytestmark = pytest.mark.anyio


async def taken(bus: Bus, topic: str, count: int) -> list[Message]:
    """Append messages and let a consumer hold them."""
    await bus.ensure_group(topic, "g")
    await bus.append_many(topic, [{"n": n} for n in range(count)])
    return await bus.read(topic, "g", "c", count)


async def bodies(bus: Bus, topic: str) -> list[object]:
    """Return what a topic holds."""
    return [message.body for message in await bus.follow(topic, "0-0")]


async def test_settling_acknowledges_and_appends_at_once(bus: Bus, topic: str) -> None:
    """Each message with what it leads to, several topics in one step."""
    first, second, third = await taken(bus, topic, 3)
    out, dead = topic + ".out", topic + ".dead"
    outcomes = [
        Settlement(first.id, ((out, {"of": 0}), (out, EncodedBody(b'{"copy":true}')))),
        Settlement(second.id, ((dead, {"of": 1}),)),
    ]
    assert await bus.settle(topic, "g", outcomes) == 2
    assert await bodies(bus, out) == [{"of": 0}, {"copy": True}]
    assert await bodies(bus, dead) == [{"of": 1}]
    assert [held.id for held in await bus.pending(topic, "g")] == [third.id]


async def test_only_the_first_to_settle_a_message_publishes(bus: Bus, topic: str) -> None:
    """A consumer that was thought dead comes too late, and nothing is published twice."""
    (message,) = await taken(bus, topic, 1)
    await bus.claim(topic, "g", "other", min_idle_s=0)
    outcome = Settlement(message.id, ((topic + ".out", {}),))
    assert await bus.settle(topic, "g", [outcome]) == 1
    assert await bus.settle(topic, "g", [outcome]) == 0
    assert await bus.length(topic + ".out") == 1


async def test_a_settlement_that_is_not_json_settles_nothing(bus: Bus, topic: str) -> None:
    """Neither acknowledged nor appended."""
    first, second = await taken(bus, topic, 2)
    outcomes = [Settlement(first.id), Settlement(second.id, ((topic, {"n": float("inf")}),))]
    with pytest.raises(InputError):
        await bus.settle(topic, "g", outcomes)
    assert len(await bus.pending(topic, "g")) == 2


async def test_a_consumer_takes_back_its_own(bus: Bus, topic: str) -> None:
    """After a restart at once, and nobody else's."""
    await taken(bus, topic, 2)
    await bus.append(topic, {"n": 2})
    await bus.read(topic, "g", "other")
    own = await bus.claim(topic, "g", "c", min_idle_s=0, only="c")
    assert [(message.body["n"], message.deliveries) for message in own] == [(0, 2), (1, 2)]


async def test_a_backlog_counts_unread_and_unacknowledged(bus: Bus, topic: str) -> None:
    """It is what a sender must hold back for."""
    messages = await taken(bus, topic, 2)
    await bus.append(topic, {})
    assert await bus.backlog(topic, "g") == 3
    await bus.settle(topic, "g", [Settlement(messages[0].id)])
    assert await bus.backlog(topic, "g") == 2
    with pytest.raises(NotFound):
        await bus.backlog(topic, "nobody")
    with pytest.raises(NotFound):
        await bus.backlog(topic + ".none", "g")


async def test_every_follower_sees_every_entry(bus: Bus, topic: str) -> None:
    """From where it began, in pages, without a group."""
    await bus.append(topic, {"n": 0})
    after = await bus.last_id(topic)
    await bus.append_many(topic, [{"n": 1}, {"n": 2}])
    for _ in range(2):
        page = await bus.follow(topic, after, count=1)
        rest = await bus.follow(topic, page[-1].id)
        assert [message.body["n"] for message in page + rest] == [1, 2]
    assert await bus.follow(topic, rest[-1].id, block_s=0.01) == []
    assert await bus.last_id(topic + ".none") == "0-0"


async def test_a_follower_waits_for_the_next_entry(bus: Bus, topic: str) -> None:
    """And wakes at once."""
    got: list[Message] = []

    async def follow() -> None:
        got.extend(await bus.follow(topic, "0-0", block_s=20))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            await anyio.wait_all_tasks_blocked()
            await bus.append(topic, {"n": 1})
    assert [message.body for message in got] == [{"n": 1}]


async def test_a_topic_may_have_a_bound_of_its_own(bus: Bus, topic: str) -> None:
    """Servers trim whole blocks: the bound may be passed by one of these."""
    for _ in range(30):
        await bus.append_many(topic, [{}] * 50, maxlen=100)
    assert 100 <= await bus.length(topic) <= 300
    (message,) = await taken(bus, topic + ".in", 1)
    appends = tuple((topic, EncodedBody(b"{}")) for _ in range(500))
    await bus.settle(topic + ".in", "g", [Settlement(message.id, appends)], maxlen={topic: 100})
    assert 100 <= await bus.length(topic) <= 300


async def test_a_closed_bus_settles_and_follows_nothing(bus: Bus, topic: str) -> None:
    """As for everything else."""
    await taken(bus, topic, 1)
    await bus.close()
    with pytest.raises(Unavailable):
        await bus.settle(topic, "g", [])
    with pytest.raises(Unavailable):
        await bus.last_id(topic)
    with pytest.raises(Unavailable):
        await bus.follow(topic, "0-0")
