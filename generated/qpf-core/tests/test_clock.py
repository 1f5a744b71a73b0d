"""Clocks: the manual one moves only when told."""

from datetime import UTC, datetime, timedelta, timezone

import anyio
import pytest

from qpf_core.clock import Clock, ManualClock, SystemClock


@pytest.mark.anyio
async def test_sleepers_wake_when_their_time_comes() -> None:
    """Advance by less wakes nobody; a cancelled sleeper is forgotten."""
    clock, woken = ManualClock(), list[float]()

    async def nap(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    async with anyio.create_task_group() as group:
        for seconds in (3.0, 1.0, 9.0):
            group.start_soon(nap, seconds)
        await anyio.wait_all_tasks_blocked()
        clock.advance(0.5)
        await anyio.wait_all_tasks_blocked()
        assert (woken, clock.sleepers) == ([], 3)
        clock.advance(2.5)
        await anyio.wait_all_tasks_blocked()
        assert sorted(woken) == [1.0, 3.0]
        group.cancel_scope.cancel()
    assert clock.sleepers == 0


@pytest.mark.anyio
async def test_auto_advance_passes_time_at_once() -> None:
    """Retry loops run to their end without anybody moving the clock."""
    clock = ManualClock(auto_advance=True)
    before = clock.now()
    await clock.sleep(30)
    await clock.sleep(0)
    assert (clock.now() - before, clock.monotonic()) == (timedelta(seconds=30), 30.0)


def test_time_never_runs_backwards() -> None:
    """A negative step is a mistake of the caller."""
    with pytest.raises(ValueError, match="backwards"):
        ManualClock().advance(-1)


def test_now_is_utc_whatever_the_start() -> None:
    """Moments compare and print in one zone."""
    start = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert ManualClock(start).now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert ManualClock(start).now().utcoffset() == timedelta(0)


@pytest.mark.anyio
async def test_the_system_clock_is_a_clock() -> None:
    """Aware, monotonic and able to yield."""
    clock: Clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0)
    assert clock.monotonic() >= before
    assert clock.now().utcoffset() == timedelta(0)
