"""Episodic memory: order, keys, retention, batches."""

# pylint: disable=redefined-outer-name

import asyncio
from datetime import timedelta

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError
from qpf_core.memory import Episodic, EpisodicMemory, NewEpisode
from qpf_core.store import Store

pytestmark = pytest.mark.anyio


@pytest.fixture
def episodic(store: Store, clock: ManualClock) -> Episodic:
    """Return the episodes of an agent that indexes by domain and decision and forgets in a day."""
    declared = EpisodicMemory(retention_s=86_400, index=("domain", "decision"))
    return Episodic("scorer", declared, store, clock)


async def test_an_episode_comes_back_whole(episodic: Episodic, clock: ManualClock) -> None:
    """Identity, kind, plain value, keys and times."""
    id_ = await episodic.append("scored", {"score": 0.5, "ids": ("a",)}, index={"domain": "d"})
    (found,) = await episodic.find()
    assert (found.id, found.kind, found.index) == (id_, "scored", {"domain": "d"})
    assert found.value == {"score": 0.5, "ids": ["a"]}
    assert found.created_at == clock.now()
    assert found.expires_at == clock.now() + timedelta(days=1)
    assert found.score is None


async def test_episodes_are_ordered_by_time(episodic: Episodic, clock: ManualClock) -> None:
    """Newest first unless asked otherwise; the limit cuts the far end."""
    for value in (1, 2, 3):
        await episodic.append("k", value)
        clock.advance(1)
    assert [item.value for item in await episodic.find(limit=2)] == [3, 2]
    oldest = await episodic.find(limit=2, newest_first=False)
    assert [item.value for item in oldest] == [1, 2]
    recent = await episodic.find(since=clock.now() - timedelta(seconds=2))
    assert [item.value for item in recent] == [3, 2]


async def test_episodes_are_found_by_kind_and_keys(episodic: Episodic) -> None:
    """All conditions must hold."""
    await episodic.append("k", 1, index={"domain": "x", "decision": "1"})
    await episodic.append("k", 2, index={"domain": "x", "decision": "2"})
    await episodic.append("other", 3, index={"domain": "x"})
    await episodic.append("k", 4)

    async def values(kind: str | None = None, **where: str) -> list[object]:
        return [item.value for item in await episodic.find(kind, where, newest_first=False)]

    assert await values(domain="x") == [1, 2, 3]
    assert await values("k", domain="x") == [1, 2]
    assert await values(domain="x", decision="2") == [2]
    assert await values(domain="y") == []


async def test_undeclared_keys_are_refused(episodic: Episodic) -> None:
    """In what is appended and in what is asked."""
    with pytest.raises(InputError, match="index.colour"):
        await episodic.append("k", 1, index={"colour": "red"})
    with pytest.raises(InputError, match="where.colour"):
        await episodic.find(where={"colour": "red"})
    with pytest.raises(InputError, match="limit"):
        await episodic.find(limit=0)
    with pytest.raises(InputError, match="kind"):
        await episodic.append("", 1)
    assert not await episodic.find()


async def test_many_are_appended_together_or_not_at_all(episodic: Episodic) -> None:
    """One bad episode keeps the whole list out."""
    good = NewEpisode(kind="k", value=1, index={"domain": "d"})
    assert await episodic.append_many([]) == ()
    ids = await episodic.append_many([good, NewEpisode(kind="k", value=2)])
    assert [item.id for item in await episodic.find(newest_first=False)] == list(ids)
    with pytest.raises(InputError):
        await episodic.append_many([good, NewEpisode(kind="k", value=1, index={"x": "y"})])
    assert len(await episodic.find()) == 2


async def test_concurrent_appends_all_arrive(episodic: Episodic) -> None:
    """Two hundred callers at once get two hundred episodes."""
    ids = await asyncio.gather(
        *(episodic.append("k", place, index={"domain": "d"}) for place in range(200))
    )
    found = await episodic.find(where={"domain": "d"}, limit=500, newest_first=False)
    assert [item.id for item in found] == sorted(ids)
    assert sorted(ids) == ids


async def test_retention_hides_and_then_deletes(
    episodic: Episodic, store: Store, clock: ManualClock
) -> None:
    """At the end of its time an episode is not found; purging removes it and its keys."""
    await episodic.append("old", 1, index={"domain": "d"}, embedding=[1, 0])
    clock.advance(86_399)
    await episodic.append("young", 2, index={"domain": "d"}, embedding=[1, 0])
    assert len(await episodic.find()) == 2
    clock.advance(1)
    assert [item.kind for item in await episodic.find()] == ["young"]
    assert [item.kind for item in await episodic.nearest([1, 0])] == ["young"]
    assert await episodic.purge() == 1
    assert await episodic.purge() == 0
    rows = await store.read(
        lambda connection: [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
            for table in ("qpf_episodes", "qpf_episode_keys", "qpf_episode_vectors")
        ]
    )
    assert rows == [1, 1, 1]
    assert await episodic.purge(clock.now() + timedelta(days=2)) == 1


async def test_without_retention_nothing_is_purged(store: Store, clock: ManualClock) -> None:
    """An episode without an end lives on."""
    episodic = Episodic("scorer", EpisodicMemory(), store, clock)
    await episodic.append("k", 1)
    clock.advance(10**9)
    assert await episodic.purge() == 0
    assert len(await episodic.find()) == 1


async def test_agents_do_not_see_each_other(
    episodic: Episodic, store: Store, clock: ManualClock
) -> None:
    """Episodes, vectors and purges keep to their agent."""
    other = Episodic("other", EpisodicMemory(index=("domain",)), store, clock)
    await episodic.append("k", 1, index={"domain": "d"}, embedding=[1, 0])
    assert await other.find(where={"domain": "d"}) == ()
    assert await other.nearest([1, 0]) == ()
    clock.advance(10**6)
    assert await other.purge() == 0
    assert await episodic.purge() == 1
