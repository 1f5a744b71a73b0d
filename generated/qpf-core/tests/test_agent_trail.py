"""The audit trail: nothing is lost, nothing is dropped silently."""

import asyncio

import pytest

from qpf_core.agent.trail import AuditTrail, TrailEntry
from qpf_core.clock import ManualClock
from qpf_core.errors import Unavailable

pytestmark = pytest.mark.anyio


def entry(number: int) -> TrailEntry:
    return TrailEntry("scope", "actor", str(number), {}, "c")


class Log:
    """An audit log that can be broken."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.broken = False

    async def write(self, line: TrailEntry) -> None:
        if self.broken:
            raise Unavailable("the disk is full")
        self.written.append(line.action)


async def test_entries_become_durable_in_their_order() -> None:
    log = Log()
    trail = AuditTrail(log.write, ManualClock().sleep)
    for number in range(300):
        trail.add(entry(number))
    assert trail.waiting == 300
    assert await trail.flush() == 0
    assert log.written == [str(number) for number in range(300)]
    await trail.close()


async def test_what_could_not_be_written_stays_and_is_tried_again() -> None:
    log, clock = Log(), ManualClock()
    trail = AuditTrail(log.write, clock.sleep)
    log.broken = True
    trail.add(entry(1))
    trail.add(entry(2))
    assert await trail.flush(0.01) == 2
    assert not trail.healthy
    log.broken = False
    clock.advance(1.0)
    assert await trail.flush() == 0
    assert trail.healthy
    assert log.written == ["1", "2"]


async def test_a_full_queue_refuses() -> None:
    trail = AuditTrail(Log().write, ManualClock().sleep, capacity=1)
    trail.add(entry(1))
    with pytest.raises(Unavailable, match="the audit log is behind"):
        trail.add(entry(2))
    assert await trail.flush() == 0


async def test_closing_gives_up_on_a_broken_log() -> None:
    log = Log()
    log.broken = True
    trail = AuditTrail(log.write, ManualClock().sleep)
    trail.add(entry(1))
    closing = asyncio.create_task(trail.close(0.01))
    await asyncio.wait((closing,))
    assert trail.waiting == 1
    assert closing.exception() is None
    await trail.close()
