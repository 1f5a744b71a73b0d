"""Escalations: written down first, delivered once, with patience, given up in the open."""

# pylint: disable=redefined-outer-name

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import NotFound, Unavailable
from qpf_core.governance import (
    Anchor,
    ChannelBook,
    Escalations,
    Flushed,
    Notice,
    Patience,
    Trigger,
)
from qpf_core.store import Store

pytestmark = pytest.mark.anyio

DRIFT = Trigger("drift", origin="drift > 0.2")
IGOR = Anchor("Igor", ("email", "slack"))
BOARD = Anchor("Board")
PATIENCE = Patience(attempts=3, first_s=10, longest_s=15, lease_s=60, poll_s=5)


class Recorder:
    """A channel that keeps what it delivers, and fails as often as it is told."""

    def __init__(self) -> None:
        """Succeed at once."""
        self.delivered: list[Notice] = []
        self.failures = 0
        self.error: Exception = Unavailable("nobody home")
        self.started = asyncio.Event()
        self.gate: asyncio.Event | None = None

    async def deliver(self, notice: Notice) -> None:
        """Keep the notice or fail."""
        self.started.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise self.error
        self.delivered.append(notice)

    def reached(self) -> list[tuple[str, str]]:
        """Return who was reached through which channel, sorted."""
        return sorted((notice.anchor, notice.channel) for notice in self.delivered)


@pytest.fixture
def recorder() -> Recorder:
    """Return a channel that succeeds."""
    return Recorder()


Maker = Callable[[], Escalations]


@pytest.fixture
def make(store: Store, clock: ManualClock, recorder: Recorder) -> Maker:
    """Return a maker of escalations on one store, as several processes would have them."""

    def maker() -> Escalations:
        book = ChannelBook({}, default=recorder)
        return Escalations(
            store, clock, book, agent="scorer", patience=PATIENCE, jitter=lambda: 1.0
        )

    return maker


async def test_every_anchor_is_called_through_every_channel(
    make: Maker, recorder: Recorder
) -> None:
    """An anchor without channels is called through the log."""
    escalations = make()
    assert await escalations.raise_notice(DRIFT, (IGOR, BOARD), {"drift": 0.3}, "c1") == 3
    assert recorder.delivered == []
    assert await escalations.flush() == Flushed(delivered=3)
    assert recorder.reached() == [("Board", "log"), ("Igor", "email"), ("Igor", "slack")]
    notice = recorder.delivered[0]
    assert (notice.agent, notice.trigger, notice.origin) == ("scorer", "drift", "drift > 0.2")
    assert (notice.detail, notice.correlation_id) == ({"drift": 0.3}, "c1")


async def test_a_trigger_calls_once_for_a_correlation(make: Maker, recorder: Recorder) -> None:
    """Also from another process, also after delivery; another correlation calls again."""
    one, other = make(), make()
    added = await asyncio.gather(
        *(item.raise_notice(DRIFT, (BOARD,), {}, "c1") for item in (one, other, one, other))
    )
    assert sorted(added) == [0, 0, 0, 1]
    await one.flush()
    assert await other.raise_notice(DRIFT, (BOARD,), {}, "c1") == 0
    assert await other.raise_notice(DRIFT, (BOARD,), {}, "c2") == 1
    assert await other.raise_notice(replace(DRIFT, name="bias"), (BOARD,), {}, "c1") == 1
    await other.flush()
    assert len(recorder.delivered) == 3


async def test_two_processes_do_not_deliver_the_same(make: Maker, recorder: Recorder) -> None:
    """What one has claimed the other leaves alone."""
    one, other = make(), make()
    await one.raise_notice(DRIFT, (IGOR, BOARD), {}, "c1")
    rounds = await asyncio.gather(one.flush(), other.flush(), one.flush())
    assert sum(item.delivered for item in rounds) == 3
    assert len(recorder.delivered) == 3


async def test_failures_wait_longer_and_longer(
    make: Maker, recorder: Recorder, clock: ManualClock
) -> None:
    """Ten seconds, then fifteen at most; the third failure is the end."""
    escalations = make()
    recorder.failures = 9
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    assert await escalations.flush() == Flushed(retried=1)
    clock.advance(9.9)
    assert await escalations.flush() == Flushed()
    clock.advance(0.1)
    assert await escalations.flush() == Flushed(retried=1)
    clock.advance(14.9)
    assert await escalations.flush() == Flushed()
    clock.advance(0.1)
    assert await escalations.flush() == Flushed(dead=1)
    clock.advance(1000)
    assert await escalations.flush() == Flushed()
    (dead,) = await escalations.dead()
    assert dead.error == "Unavailable: nobody home"
    assert await escalations.counts() == {"pending": 0, "delivered": 0, "dead": 1}


async def test_success_after_failure_ends_it(
    make: Maker, recorder: Recorder, clock: ManualClock
) -> None:
    """A channel may raise whatever it likes; the notice keeps its identity."""
    escalations = make()
    recorder.failures = 1
    recorder.error = ZeroDivisionError("bug in a channel")
    await escalations.raise_notice(DRIFT, (IGOR,), {}, "c1")
    assert await escalations.flush() == Flushed(delivered=1, retried=1)
    clock.advance(10)
    assert await escalations.flush() == Flushed(delivered=1)
    assert recorder.reached() == [("Igor", "email"), ("Igor", "slack")]
    assert await escalations.counts() == {"pending": 0, "delivered": 2, "dead": 0}


async def test_the_dead_are_revived(make: Maker, recorder: Recorder, clock: ManualClock) -> None:
    """By hand, once the channel is mended; only the dead."""
    escalations = make()
    recorder.failures = 3
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    for _ in range(3):
        await escalations.flush()
        clock.advance(15)
    (dead,) = await escalations.dead()
    await escalations.revive(dead.notice.id)
    assert await escalations.flush() == Flushed(delivered=1)
    with pytest.raises(NotFound):
        await escalations.revive(dead.notice.id)


async def test_a_crash_between_claim_and_outcome_is_mended(
    make: Maker, recorder: Recorder, clock: ManualClock
) -> None:
    """When the lease is over another process delivers."""
    escalations = make()
    recorder.gate = asyncio.Event()
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    crashing = asyncio.ensure_future(escalations.flush())
    await recorder.started.wait()
    crashing.cancel()
    await asyncio.wait({crashing})
    recorder.gate.set()
    clock.advance(59.9)
    assert await make().flush() == Flushed()
    clock.advance(0.1)
    assert await make().flush() == Flushed(delivered=1)
    assert len(recorder.delivered) == 1


async def test_delivered_notices_are_purged(make: Maker, clock: ManualClock) -> None:
    """Only those that were delivered long enough ago."""
    escalations = make()
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    await escalations.flush()
    clock.advance(100)
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c2")
    assert await escalations.purge(keep_s=100) == 0
    assert await escalations.purge(keep_s=99) == 1
    assert (await escalations.counts())["pending"] == 1


async def test_the_pump_delivers_what_is_raised(
    make: Maker, recorder: Recorder, clock: ManualClock
) -> None:
    """At once, and what failed when its time has come."""
    escalations = make()
    recorder.failures = 1
    pump = asyncio.ensure_future(escalations.run())
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    while recorder.failures:
        await asyncio.sleep(0)
    while not recorder.delivered:
        if clock.sleepers:
            clock.advance(5)
        await asyncio.sleep(0)
    pump.cancel()
    await asyncio.wait({pump})
    assert pump.cancelled()


async def test_the_pump_survives_a_database_that_fails(
    make: Maker, recorder: Recorder, store: Store, clock: ManualClock
) -> None:
    """The round is lost, the next one comes."""
    escalations = make()
    store.metadata.tables["qpf_outbox"].drop(store.backend.engine)
    pump = asyncio.ensure_future(escalations.run())
    while not clock.sleepers:
        await asyncio.sleep(0)
    store.create_all()
    await escalations.raise_notice(DRIFT, (BOARD,), {}, "c1")
    while not recorder.delivered:
        await asyncio.sleep(0)
    pump.cancel()
    await asyncio.wait({pump})
    assert len(recorder.delivered) == 1
