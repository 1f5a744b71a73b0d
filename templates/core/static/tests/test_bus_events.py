"""Events: every subscriber sees every event, handlers may cause further events."""

from dataclasses import replace

import anyio
import pytest

from qpf_core.bus import Event, EventBus, InProcessBus
from qpf_core.clock import ManualClock
from qpf_core.errors import InputError

pytestmark = pytest.mark.anyio


async def test_every_subscription_sees_every_event(clock: ManualClock) -> None:
    """Two handlers of one owner and one of another agent each get a copy."""
    bus, seen = InProcessBus(clock), list[tuple[str, Event]]()
    first, second = EventBus(bus, owner="a", clock=clock), EventBus(bus, owner="b", clock=clock)
    for events, name in ((first, "a1"), (first, "a2"), (second, "b1")):

        async def handle(event: Event, name: str = name) -> None:
            seen.append((name, event))

        events.subscribe("inference_called", handle)
    await first.publish("inference_called", {"n": 1}, trace_id="t-1")
    assert await first.settle() + await second.settle() == 3
    assert sorted(name for name, _ in seen) == ["a1", "a2", "b1"]
    expected = Event(
        event_type="inference_called",
        agent="a",
        timestamp=clock.now(),
        event_data={"n": 1},
        trace_id="t-1",
    )
    assert all(replace(event, event_id="") == expected for _, event in seen)
    assert len({event.event_id for _, event in seen}) == 1


async def test_a_named_group_shares_its_events(clock: ManualClock) -> None:
    """Two replicas of a service handle each event once between them."""
    bus, seen = InProcessBus(clock), list[str]()
    replicas = [EventBus(bus, owner="svc", clock=clock) for _ in range(2)]

    async def handle(event: Event) -> None:
        seen.append(event.trace_id)

    for replica in replicas:
        replica.subscribe("e", handle, group="shared")
    await replicas[0].publish("e", trace_id="x")
    assert [await replica.settle() for replica in replicas] == [1, 0]
    assert seen == ["x"]


async def test_settle_follows_what_events_cause_and_stops(clock: ManualClock) -> None:
    """A chain is followed to its end; a loop ends after the rounds allowed."""
    events = EventBus(InProcessBus(clock), owner="a", clock=clock)

    async def echo(event: Event) -> None:
        await events.publish("again", event.event_data)

    events.subscribe("first", echo)
    await events.publish("first")
    assert await events.settle() == 1
    events.subscribe("again", echo)
    assert await events.settle(rounds=7) == 7


async def test_run_serves_late_subscriptions_until_drained(clock: ManualClock) -> None:
    """A subscription made while running is served at once."""
    events, seen = EventBus(InProcessBus(clock), owner="a", clock=clock), list[str]()

    async def handle(event: Event) -> None:
        seen.append(event.event_type)

    events.subscribe("early", handle)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(events.run)
        await anyio.wait_all_tasks_blocked()
        events.subscribe("late", handle)
        await events.publish("early")
        await events.publish("late")
        await anyio.wait_all_tasks_blocked()
        await events.drain()
    assert sorted(seen) == ["early", "late"]


async def test_a_payload_without_plain_form_is_refused(clock: ManualClock) -> None:
    """At the publisher, not at some subscriber later."""
    with pytest.raises(InputError):
        await EventBus(InProcessBus(clock), owner="a", clock=clock).publish("e", object())
