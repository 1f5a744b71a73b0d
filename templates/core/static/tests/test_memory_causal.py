"""Causal memory: hyperedges, followed both ways."""

# pylint: disable=redefined-outer-name

import math

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError
from qpf_core.memory import Causal, CausalMemory, Cause, Factor
from qpf_core.store import Store

pytestmark = pytest.mark.anyio


@pytest.fixture
def causal(store: Store, clock: ManualClock) -> Causal:
    """Return the links of an agent that declares no factors: every name is allowed."""
    return Causal("scorer", CausalMemory(), store, clock)


def shape(links: tuple[Cause, ...]) -> list[tuple[str, tuple[str, ...], int]]:
    """Return effect, factors and depth of each link."""
    return [(link.effect, link.factors, link.depth) for link in links]


async def test_a_link_comes_back_whole(causal: Causal, clock: ManualClock) -> None:
    """Factors keep their order; evidence is plain."""
    id_ = await causal.link("deal", ["price", "age"], weight=0.4, evidence={"n": (1, 2)})
    (link,) = await causal.causes("deal")
    assert (link.id, link.factors, link.weight) == (id_, ("price", "age"), 0.4)
    assert (link.evidence, link.created_at) == ({"n": [1, 2]}, clock.now())


async def test_causes_are_followed_back(causal: Causal) -> None:
    """Depth counts the steps; nearer links come first."""
    await causal.link("price", ["oil", "demand"])
    await causal.link("deal", ["price"])
    assert shape(await causal.causes("deal")) == [("deal", ("price",), 1)]
    assert shape(await causal.causes("deal", depth=5)) == [
        ("deal", ("price",), 1),
        ("price", ("oil", "demand"), 2),
    ]


async def test_effects_are_followed_on(causal: Causal) -> None:
    """A factor that is one of several counts."""
    await causal.link("price", ["oil", "demand"])
    await causal.link("deal", ["price"])
    assert shape(await causal.effects("demand", depth=2)) == [
        ("price", ("oil", "demand"), 1),
        ("deal", ("price",), 2),
    ]
    assert await causal.effects("deal") == ()


async def test_all_links_are_listed(causal: Causal) -> None:
    """Oldest first, whatever they are about."""
    assert await causal.links() == ()
    await causal.link("price", ["oil"])
    await causal.link("deal", ["age"])
    assert shape(await causal.links()) == [("price", ("oil",), 1), ("deal", ("age",), 1)]


async def test_circles_end(causal: Causal) -> None:
    """Each link appears once."""
    await causal.link("b", ["a"])
    await causal.link("a", ["b"])
    assert [link.depth for link in await causal.causes("a", depth=32)] == [1, 2]


async def test_many_factors_are_followed(causal: Causal) -> None:
    """More names than a statement takes parameters."""
    for start in range(0, 1200, 100):
        await causal.link("top", [f"f{start + place}" for place in range(100)])
    await causal.link("f1199", ["root"])
    assert len(await causal.causes("top", depth=2)) == 13


@pytest.mark.parametrize(
    ("field", "factors", "weight", "depth"),
    [
        ("factors", [], 1.0, 1),
        ("factors", ["a", "a"], 1.0, 1),
        ("factors.0", [""], 1.0, 1),
        ("weight", ["a"], math.inf, 1),
        ("depth", ["a"], 1.0, 0),
    ],
)
async def test_bad_links_are_refused(
    causal: Causal, field: str, factors: list[str], weight: float, depth: int
) -> None:
    """The message names the field."""
    with pytest.raises(InputError, match=field):
        await causal.link("e", factors, weight=weight)
        await causal.causes("e", depth)


async def test_declared_factors_bound_the_links(store: Store, clock: ManualClock) -> None:
    """A factor must be declared, with the effects it influences; instances count as their name."""
    declared = CausalMemory((Factor("price", ("deal",)), Factor("age")))
    causal = Causal("scorer", declared, store, clock)
    await causal.link("deal:17", ["price:oil", "age"])
    await causal.link("anything", ["age"])
    with pytest.raises(InputError, match="factors.1"):
        await causal.link("deal", ["age", "moon"])
    with pytest.raises(InputError, match="effect"):
        await causal.link("weather", ["price"])
    assert len(await causal.effects("age")) == 2
