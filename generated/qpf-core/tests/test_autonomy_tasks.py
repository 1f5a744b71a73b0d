"""The task limit: how many at once, who waits, who is refused."""

import asyncio

import pytest

from qpf_core.autonomy import TaskLimit
from qpf_core.errors import RateLimited

pytestmark = pytest.mark.anyio


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_without_a_limit_everybody_enters() -> None:
    limit = TaskLimit(None)
    for _ in range(100):
        await limit.acquire()
    assert limit.active == 100


async def test_the_place_passes_to_the_first_in_the_queue() -> None:
    limit = TaskLimit(1, max_waiting=2)
    await limit.acquire()
    order: list[str] = []

    async def enter(name: str) -> None:
        await limit.acquire()
        order.append(name)

    tasks = [asyncio.create_task(enter(name)) for name in ("first", "second")]
    await _settle()
    assert (limit.active, limit.waiting, order) == (1, 2, [])
    limit.release()
    await _settle()
    assert (limit.active, limit.waiting, order) == (1, 1, ["first"])
    limit.release()
    await asyncio.gather(*tasks)
    limit.release()
    assert (limit.active, limit.waiting, order) == (0, 0, ["first", "second"])


async def test_a_full_queue_refuses_with_the_time_to_try_again() -> None:
    limit = TaskLimit(1, max_waiting=0, retry_after_s=2.5)
    await limit.acquire()
    with pytest.raises(RateLimited) as caught:
        await limit.acquire()
    assert caught.value.retry_after_s == 2.5


async def test_newcomers_do_not_overtake_the_queue() -> None:
    limit = TaskLimit(1)
    await limit.acquire()
    waiting = asyncio.create_task(limit.acquire())
    await _settle()
    limit.release()
    assert not limit.try_acquire()
    await waiting
    assert limit.active == 1


async def test_whoever_is_cancelled_in_the_queue_leaves_it() -> None:
    limit = TaskLimit(1)
    await limit.acquire()
    waiting = asyncio.create_task(limit.acquire())
    await _settle()
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert limit.waiting == 0
    limit.release()
    assert limit.active == 0


async def test_a_place_given_in_the_moment_of_a_cancellation_is_given_back() -> None:
    limit = TaskLimit(1)
    await limit.acquire()
    waiting = asyncio.create_task(limit.acquire())
    await _settle()
    limit.release()
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert waiting.cancelled()
    assert limit.active == 0


async def test_idle_waits_for_the_last_to_leave() -> None:
    limit = TaskLimit(None)
    assert await limit.idle(0.0)
    await limit.acquire()
    assert not await limit.idle(0.001)
    idle = asyncio.create_task(limit.idle(5.0))
    await _settle()
    limit.release()
    assert await idle
