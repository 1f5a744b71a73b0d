"""The contract of a bus, run against every bus that can be reached."""

import anyio
import pytest

from qpf_core.bus import Bus, Message
from qpf_core.errors import InputError, NotFound, Unavailable
from qpf_core.plain import JsonObject

pytestmark = pytest.mark.anyio


async def test_a_group_sees_every_message_once_in_order(bus: Bus, topic: str) -> None:
    """Two consumers of a group share; a second group sees all again."""
    ids = [await bus.append(topic, {"n": 0}), *await bus.append_many(topic, [{"n": 1}, {"n": 2}])]
    for group in ("a", "b"):
        await bus.ensure_group(topic, group)
        await bus.ensure_group(topic, group)
    first = await bus.read(topic, "a", "one", count=2)
    second = await bus.read(topic, "a", "two", count=2)
    assert [message.id for message in first + second] == ids
    assert [message.body["n"] for message in first + second] == [0, 1, 2]
    assert {message.deliveries for message in first + second} == {1}
    assert await bus.read(topic, "a", "one") == []
    assert len(await bus.read(topic, "b", "one")) == 3
    assert await bus.length(topic) == 3


async def test_bodies_are_copies_and_come_back_equal(bus: Bus, topic: str) -> None:
    """Neither the sender's nor a reader's changes reach the others."""
    body: JsonObject = {"text": "Grüße", "deep": {"list": [1, 2.5, None, True]}}
    await bus.append(topic, body)
    body["text"] = "changed"
    for group in ("a", "b"):
        await bus.ensure_group(topic, group)
        found = (await bus.read(topic, group, "c"))[0].body
        assert found == {"text": "Grüße", "deep": {"list": [1, 2.5, None, True]}}
        found["text"] = "changed"


async def test_a_message_stays_pending_until_acknowledged(bus: Bus, topic: str) -> None:
    """Acknowledging twice counts once."""
    await bus.ensure_group(topic, "g")
    ids = await bus.append_many(topic, [{"n": 1}, {"n": 2}])
    await bus.read(topic, "g", "c")
    held = await bus.pending(topic, "g")
    assert [(item.id, item.consumer, item.deliveries) for item in held] == [
        (ids[0], "c", 1),
        (ids[1], "c", 1),
    ]
    assert await bus.ack(topic, "g", ids[:1]) == 1
    assert await bus.ack(topic, "g", ids[:1]) == 0
    assert await bus.ack(topic, "g", []) == 0
    assert [item.id for item in await bus.pending(topic, "g", count=5)] == ids[1:]


async def test_an_idle_message_is_claimed_and_counted(bus: Bus, topic: str) -> None:
    """The new holder gets it with one delivery more; a fresh one is left alone."""
    await bus.ensure_group(topic, "g")
    await bus.append_many(topic, [{"n": 1}, {"n": 2}, {"n": 3}])
    await bus.read(topic, "g", "dead")
    assert await bus.claim(topic, "g", "alive", min_idle_s=60) == []
    claimed = await bus.claim(topic, "g", "alive", min_idle_s=0, count=2)
    assert [(message.body["n"], message.deliveries) for message in claimed] == [(1, 2), (2, 2)]
    again = await bus.claim(topic, "g", "third", min_idle_s=0, count=1)
    assert [(message.body["n"], message.deliveries) for message in again] == [(1, 3)]
    assert [item.consumer for item in await bus.pending(topic, "g")] == ["third", "alive", "dead"]


async def test_a_dead_letter_keeps_the_message_and_the_reason(bus: Bus, topic: str) -> None:
    """It leaves the pending list and arrives whole on the topic of the dead."""
    await bus.ensure_group(topic, "g")
    await bus.append(topic, {"n": 1})
    message = (await bus.read(topic, "g", "c"))[0]
    await bus.dead_letter(topic, "g", message, "ValueError: odd")
    assert await bus.pending(topic, "g") == []
    await bus.ensure_group(topic + ".dead", "g")
    letter = (await bus.read(topic + ".dead", "g", "c"))[0].body
    assert letter == {
        "id": message.id,
        "topic": topic,
        "group": "g",
        "deliveries": 1,
        "reason": "ValueError: odd",
        "body": {"n": 1},
    }


async def test_a_blocked_reader_wakes_at_the_first_arrival(bus: Bus, topic: str) -> None:
    """Long before its time is over."""
    await bus.ensure_group(topic, "g")
    got: list[Message] = []

    async def read() -> None:
        got.extend(await bus.read(topic, "g", "c", block_s=20))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read)
            await anyio.wait_all_tasks_blocked()
            await bus.append(topic, {"n": 1})
    assert [message.body for message in got] == [{"n": 1}]


async def test_a_blocked_reader_gives_up_in_time(bus: Bus, topic: str) -> None:
    """Nothing arrived: an empty answer, not an error."""
    await bus.ensure_group(topic, "g")
    assert await bus.read(topic, "g", "c", block_s=0.02) == []


async def test_unknown_groups_are_named(bus: Bus, topic: str) -> None:
    """Reading without ensure_group is a mistake of the caller."""
    with pytest.raises(NotFound):
        await bus.read(topic, "nobody", "c")
    with pytest.raises(NotFound):
        await bus.claim(topic, "nobody", "c", min_idle_s=0)


async def test_a_body_without_json_form_is_refused_whole(bus: Bus, topic: str) -> None:
    """None of the batch is appended."""
    with pytest.raises(InputError):
        await bus.append_many(topic, [{"n": 1}, {"n": float("nan")}])
    assert await bus.length(topic) == 0
    assert await bus.append_many(topic, []) == []


async def test_delete_forgets_a_topic(bus: Bus, topic: str) -> None:
    """Entries and groups are gone; deleting nothing is fine."""
    await bus.ensure_group(topic, "g")
    await bus.append(topic, {"n": 1})
    await bus.delete(topic)
    await bus.delete(topic)
    assert await bus.length(topic) == 0
    with pytest.raises(NotFound):
        await bus.read(topic, "g", "c")


async def test_a_closed_bus_is_unavailable(bus: Bus, topic: str) -> None:
    """After close nothing is accepted and the probe says so."""
    await bus.ping()
    await bus.close()
    with pytest.raises(Unavailable):
        await bus.append(topic, {})
    with pytest.raises(Unavailable):
        await bus.ping()
