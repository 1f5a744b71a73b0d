"""Working memory: the contract on every backend, and lifetimes by the clock."""

# pylint: disable=redefined-outer-name

import os
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError, Unavailable
from qpf_core.memory import Memory, MemoryTopology, Working, WorkingMemory
from qpf_core.memory.working import ProcessWorking
from qpf_core.store import Store

pytestmark = pytest.mark.anyio

REDIS_URL = os.environ.get("QPF_TEST_REDIS_URL")
BACKENDS = ("process", "redis") if REDIS_URL else ("process",)


@pytest.fixture(params=BACKENDS)
async def working(request: pytest.FixtureRequest, clock: ManualClock) -> AsyncIterator[Working]:
    """Open working memory on each backend in turn, under a keyspace of its own."""
    store = Store()
    memory = Memory.open(
        MemoryTopology(agent="a", working=WorkingMemory(f"{uuid4().hex}:working:*", ttl_s=60)),
        store,
        clock=clock,
        redis_url=REDIS_URL if request.param == "redis" else None,
    )
    assert memory.backends() == {"working": request.param}
    yield memory.working
    await memory.close()
    store.close()


async def test_what_was_put_is_found(working: Working) -> None:
    """The plain form comes back; later values replace earlier ones."""
    await working.put("k", {"scores": (1, 2.5)})
    assert await working.get("k") == {"scores": [1, 2.5]}
    await working.put("k", "new")
    assert await working.get("k") == "new"


async def test_what_was_put_is_a_copy(working: Working) -> None:
    """Changing the value afterwards changes nothing in memory."""
    value = ["a"]
    await working.put("k", value)
    value.append("b")
    assert await working.get("k") == ["a"]


async def test_nothing_is_none(working: Working) -> None:
    """A key that was never put, or deleted, gives None."""
    assert await working.get("k") is None
    await working.put("k", 1)
    assert await working.delete("k")
    assert not await working.delete("k")
    assert await working.get("k") is None


async def test_keys_are_listed_by_prefix(working: Working) -> None:
    """Keys come without the keyspace, sorted; signs of patterns mean themselves."""
    for key in ("b:1", "a:2", "a:1", "a*", "[x]"):
        await working.put(key, 0)
    assert await working.keys() == ("[x]", "a*", "a:1", "a:2", "b:1")
    assert await working.keys("a:") == ("a:1", "a:2")
    assert await working.keys("a*") == ("a*",)
    assert await working.keys("[x") == ("[x]",)


async def test_bad_input_is_refused(working: Working) -> None:
    """An empty key, a lifetime that is no time, and a value without plain form."""
    with pytest.raises(InputError, match="key"):
        await working.put("", 1)
    with pytest.raises(InputError, match="ttl_s"):
        await working.put("k", 1, ttl_s=0)
    with pytest.raises(InputError):
        await working.put("k", object())
    assert await working.purge() == 0


async def test_values_expire(clock: ManualClock) -> None:
    """At the declared lifetime, or the one given with the value, a key is gone."""
    working = ProcessWorking(WorkingMemory("a:*", ttl_s=60), clock)
    await working.put("declared", 1)
    await working.put("short", 2, ttl_s=10)
    clock.advance(9.999)
    assert await working.keys() == ("declared", "short")
    clock.advance(0.001)
    assert await working.get("short") is None
    clock.advance(50)
    assert await working.keys() == ()
    assert not await working.delete("declared")


async def test_purge_drops_what_expired(clock: ManualClock) -> None:
    """Only expired keys go; without a lifetime nothing expires."""
    working = ProcessWorking(WorkingMemory("a:*"), clock)
    await working.put("for ever", 1)
    await working.put("short", 2, ttl_s=10)
    clock.advance(100)
    assert await working.purge() == 1
    assert await working.keys() == ("for ever",)


async def test_the_oldest_key_gives_way(clock: ManualClock) -> None:
    """The number of keys is bounded; putting a key again makes it young."""
    working = ProcessWorking(WorkingMemory("a:*"), clock, most=2)
    for key in ("a", "b", "a", "c"):
        await working.put(key, 0)
    assert await working.keys() == ("a", "c")


async def test_a_server_that_is_not_there_is_unavailable(clock: ManualClock) -> None:
    """Opening does not connect; using does, and says so."""
    memory = Memory.open(
        MemoryTopology(agent="a", working=WorkingMemory("a:*")),
        Store(),
        clock=clock,
        redis_url="redis://127.0.0.1:1/0",
    )
    for attempt in (
        memory.working.put("k", 1),
        memory.working.get("k"),
        memory.working.delete("k"),
        memory.working.keys(),
    ):
        with pytest.raises(Unavailable):
            await attempt
    await memory.close()
