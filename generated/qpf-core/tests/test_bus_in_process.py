"""What only the embedded bus can show: bounds, closing under a reader, time in the test's hands."""

import anyio
import pytest

from qpf_core.bus import InProcessBus, Message, RedisBus, open_bus
from qpf_core.clock import ManualClock
from qpf_core.errors import InputError

pytestmark = pytest.mark.anyio


async def test_the_oldest_entries_fall_out(clock: ManualClock) -> None:
    """A full topic drops from its beginning, and a dropped pending entry is never claimed."""
    bus = InProcessBus(clock, maxlen=2)
    await bus.ensure_group("t", "early")
    await bus.append("t", {"n": 1})
    await bus.read("t", "early", "c")
    await bus.append_many("t", [{"n": 2}, {"n": 3}])
    await bus.ensure_group("t", "late")
    assert await bus.length("t") == 2
    assert [message.body["n"] for message in await bus.read("t", "late", "c")] == [2, 3]
    assert await bus.claim("t", "early", "c", min_idle_s=0) == []
    assert await bus.pending("t", "early") == []


async def test_idle_time_is_the_injected_clocks(clock: ManualClock) -> None:
    """No waiting in tests, no drift between machines."""
    bus = InProcessBus(clock)
    await bus.ensure_group("t", "g")
    await bus.append("t", {})
    await bus.read("t", "g", "c")
    clock.advance(29.9)
    assert await bus.claim("t", "g", "d", min_idle_s=30) == []
    assert (await bus.pending("t", "g"))[0].idle_s == pytest.approx(29.9)
    clock.advance(0.1)
    assert len(await bus.claim("t", "g", "d", min_idle_s=30)) == 1


async def test_a_blocked_reader_follows_the_clock_and_the_closing(clock: ManualClock) -> None:
    """Empty-handed after its time, and at once when the bus closes."""
    bus, done = InProcessBus(clock), list[list[Message]]()
    await bus.ensure_group("t", "g")

    async def read() -> None:
        done.append(await bus.read("t", "g", "c", block_s=5))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        clock.advance(4.9)
        await anyio.wait_all_tasks_blocked()
        assert not done
        clock.advance(0.2)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        await bus.close()
    assert done == [[], []]


async def test_open_bus_chooses_by_scheme(clock: ManualClock) -> None:
    """No URL means embedded; an unknown scheme is refused with the choices."""
    assert isinstance(open_bus(None, clock), InProcessBus)
    assert isinstance(open_bus("redis://127.0.0.1:1/0", clock), RedisBus)
    with pytest.raises(InputError, match="redis://"):
        open_bus("amqp://x", clock)
