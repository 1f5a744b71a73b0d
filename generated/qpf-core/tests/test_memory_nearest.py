"""Search by nearness: cosine, filters, and what changes between two questions."""

# pylint: disable=redefined-outer-name

import math

import pytest
from sqlalchemy import delete

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError
from qpf_core.memory import Episode, Episodic, EpisodicMemory
from qpf_core.store import Store
from qpf_core.store.memory_tables import EPISODES

pytestmark = pytest.mark.anyio


@pytest.fixture
def episodic(store: Store, clock: ManualClock) -> Episodic:
    """Return the episodes of an agent that forgets in 100 seconds."""
    return Episodic("scorer", EpisodicMemory(retention_s=100), store, clock)


def kinds(found: tuple[Episode, ...]) -> list[str]:
    """Return the kinds in order."""
    return [item.kind for item in found]


async def test_the_nearest_comes_first(episodic: Episodic) -> None:
    """Scores are cosines, whatever the lengths of the vectors."""
    await episodic.append("across", 0, embedding=[0, 3])
    await episodic.append("same", 1, embedding=[20, 0])
    await episodic.append("between", 2, embedding=[1, 1])
    await episodic.append("against", 3, embedding=[-1, 0])
    found = await episodic.nearest([0.5, 0])
    assert kinds(found) == ["same", "between", "across", "against"]
    expected = [1.0, math.sqrt(0.5), 0.0, -1.0]
    assert [item.score for item in found] == pytest.approx(expected, abs=1e-6)
    assert found[0].value == 1
    assert kinds(await episodic.nearest([0.5, 0], limit=2)) == ["same", "between"]


async def test_a_filter_does_not_shorten_the_answer(episodic: Episodic) -> None:
    """Ten of the rare kind are found among many nearer ones of another."""
    for place in range(120):
        await episodic.append("common", place, embedding=[1, place / 1000])
    for place in range(10):
        await episodic.append("rare", place, embedding=[0.1, 1 + place])
    assert kinds(await episodic.nearest([1, 0], limit=10, kind="rare")) == ["rare"] * 10


async def test_new_vectors_are_seen(episodic: Episodic) -> None:
    """A second question finds what came since the first, also of another length."""
    assert await episodic.nearest([1, 0]) == ()
    await episodic.append("flat", 1, embedding=[1, 0])
    assert kinds(await episodic.nearest([1, 0])) == ["flat"]
    await episodic.append("near", 2, embedding=[1, 0.1])
    await episodic.append("deep", 3, embedding=[1, 0, 0])
    await episodic.append("blind", 4)
    assert kinds(await episodic.nearest([1, 0])) == ["flat", "near"]
    assert kinds(await episodic.nearest([1, 0, 0])) == ["deep"]


async def test_what_another_process_deleted_is_not_answered(
    episodic: Episodic, store: Store
) -> None:
    """The search reads afresh and still fills the limit."""
    first = await episodic.append("first", 1, embedding=[1, 0])
    await episodic.append("second", 2, embedding=[1, 1])
    assert kinds(await episodic.nearest([1, 0], limit=1)) == ["first"]
    statement = delete(EPISODES).where(EPISODES.c.id == first)
    await store.run(lambda connection: connection.execute(statement))
    assert kinds(await episodic.nearest([1, 0], limit=1)) == ["second"]


@pytest.mark.parametrize("embedding", [[], [0.0, 0.0], [math.nan, 1.0], [math.inf]])
async def test_embeddings_without_direction_are_refused(
    episodic: Episodic, embedding: list[float]
) -> None:
    """In what is appended and in what is asked."""
    with pytest.raises(InputError, match="embedding"):
        await episodic.append("k", 1, embedding=embedding)
    with pytest.raises(InputError, match="embedding"):
        await episodic.nearest(embedding)


async def test_very_long_vectors_work(episodic: Episodic) -> None:
    """Beyond what an index can hold the search is a scan."""
    await episodic.append("long", 1, embedding=[1.0] * 2001)
    assert kinds(await episodic.nearest([2.0] * 2001)) == ["long"]
