"""Commerce: fraud signals and matching at their exact borders."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import fraud, matching
from qpf_core.catalogue.results import Edge, Pair, Score
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


@dataclass(frozen=True)
class Offer:
    """An offer as a schema would emit it."""

    id: str
    price: float
    cost: float


@pytest.mark.parametrize(
    ("times", "window", "most"),
    [([], 10, 0), ([5], 10, 1), ([0, 10], 10, 1), ([0, 9.999], 10, 2), ([30, 0, 5, 31, 8], 10, 3)],
)
def test_velocity(times: list[float], window: float, most: int) -> None:
    assert fraud.velocity(times, window) == most


@quick
@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 20))
def test_velocity_agrees_with_the_definition(times: list[float], window: int) -> None:
    expected = max((sum(start <= t < start + window for t in times) for start in times), default=0)
    assert fraud.velocity(times, window) == expected


def test_round_amounts() -> None:
    assert fraud.round_amounts([100, 250, 300, 0, -200]) == 0.75
    assert fraud.round_amounts([0.1, 0.25, 0.3], unit=0.1) == pytest.approx(2 / 3)
    assert fraud.round_amounts([]) == fraud.round_amounts([0.0]) == 0.0


def test_below_limit() -> None:
    assert fraud.below_limit([9500, 9999.99, 10000, 9499.99], limit=10000) == 0.5
    assert fraud.below_limit([], limit=1) == 0.0


def test_repeated() -> None:
    assert fraud.repeated([5, 5, 5, 7]) == 0.5
    assert fraud.repeated([]) == 0.0


def test_benford() -> None:
    natural = fraud.benford([1.05**place for place in range(1000)])
    assert natural.conforms and natural.deviation < 0.01 and natural.samples == 1000
    invented = fraud.benford([float(place) for place in range(100, 1000)])
    assert not invented.conforms and invented.chi_square > 100
    assert fraud.benford([float(place) for place in range(900, 999)]).conforms  # too few to judge
    assert not fraud.benford([-0.009] * 100).conforms
    assert fraud.benford([0.0]) == fraud.Benford(0, 0.0, 0.0, True)


def test_signals_of_an_honest_account() -> None:
    amounts = [12.3, 45.6, 78.9, 23.4, 56.7]
    found = fraud.assess(amounts, [place * 4000.0 for place in range(5)], limit=10_000)
    assert (found.burst, found.score, found.reasons) == (1, 0.0, [])


def test_signals_of_a_splitter() -> None:
    found = fraud.assess([9900.0] * 6, [float(place) for place in range(20)], limit=10_000)
    assert found.burst == 20 and found.score == 1.0
    assert found.reasons == ["velocity", "round_amounts", "below_limit", "repeated_amounts"]


@pytest.mark.parametrize(("burst", "score"), [(10, 0.0), (15, 0.5), (20, 1.0), (40, 1.0)])
def test_burst_scores_by_its_excess(burst: int, score: float) -> None:
    found = fraud.assess([9900.0] * 4, [0.0] * burst, limit=10_000)
    assert found.score == score
    assert found.reasons == (["velocity"] if score >= 0.5 else [])


@pytest.mark.parametrize(
    "call",
    [
        lambda: fraud.velocity([1.0], 0.0),
        lambda: fraud.velocity([math.nan], 1.0),
        lambda: fraud.round_amounts([1.0], unit=0.0),
        lambda: fraud.below_limit([1.0], limit=0.0),
        lambda: fraud.below_limit([1.0], limit=1.0, margin=2.0),
        lambda: fraud.benford([1.0], minimum_samples=0),
        lambda: fraud.assess([], [], limit=1.0, usual_burst=0),
    ],
)
def test_fraud_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


@pytest.mark.parametrize(
    ("value", "mark"), [(10, 1.0), (11, 0.75), (12, 0.5), (8, 0.5), (14, 0.0), (99, 0.0)]
)
def test_closeness(value: float, mark: float) -> None:
    assert matching.closeness(value, target=10, tolerance=2) == mark


def test_compatibility() -> None:
    found = matching.compatibility_score(
        required={"density": 0.95, "melt_flow": 5.0, "ash": 1.0},
        offered={"density": 0.95, "melt_flow": 9.0},
        tolerances={"density": 0.01, "melt_flow": 1.0, "ash": 0.5},
    )
    assert found.score == pytest.approx(1 / 3) and not found.compatible
    assert (found.satisfied, found.violated, found.missing) == (["density"], ["melt_flow"], ["ash"])
    exact = matching.compatibility_score({"a": 1.0}, {"a": 1.5}, {"a": 0.5})
    assert exact.compatible and exact.score == 0.5
    assert matching.compatibility_score({}, {}, {}).score == 1.0
    with pytest.raises(InputError, match=r"tolerances\.a"):
        matching.compatibility_score({"a": 1.0}, {}, {})


def test_overlap() -> None:
    assert matching.overlap(["a", "b"], ["b", "c"]) == 0.5
    assert matching.overlap([], ["a"]) == 1.0


def test_margins() -> None:
    offers = [Offer("a", 100, 80), Offer("b", 50, 30), Offer("c", 10, 12), Offer("d", 10, 6)]
    assert matching.price_margin(100, 80) == pytest.approx(0.2)
    assert [item.id for item in matching.rank_margins(offers)] == ["b", "d", "a"]
    best = matching.best_margin(offers)
    assert best is not None and (best.id, best.margin, best.profit) == ("b", 0.4, 20.0)
    assert matching.best_margin(offers, minimum=0.4) == best
    assert matching.best_margin(offers, minimum=0.41) is None
    assert matching.rank_margins(offers, minimum=-1.0)[-1].id == "c"


@quick
@given(st.floats(0, 1e9), st.floats(0, 0.99))
def test_target_price_earns_its_margin(cost: float, margin: float) -> None:
    price = matching.target_price(cost, margin)
    if price > 1e-3:
        assert matching.price_margin(price, cost) == pytest.approx(margin, abs=1e-6)


def test_assignment_uses_each_party_once() -> None:
    pairs = [Pair("x", "1", 0.9), Pair("y", "1", 0.8), Pair("y", "2", 0.3), Pair("1", "x", 0.1)]
    assert matching.assign(pairs) == [pairs[0], pairs[2], pairs[3]]
    assert matching.assign(pairs, minimum=0.3) == [pairs[0], pairs[2]]


def test_brokers() -> None:
    trades = [Edge("m", "b1"), Edge("m", "b2"), Edge("s1", "m"), Edge("s2", "m"), Edge("b1", "z")]
    assert matching.brokers(trades) == [Score("b1", 1.0), Score("m", 1.0)]
    assert matching.brokers([*trades, Edge("s3", "m")], minimum=0.7) == [Score("b1", 1.0)]
    assert matching.brokers([]) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: matching.closeness(1.0, 1.0, 0.0),
        lambda: matching.closeness(math.nan, 1.0, 1.0),
        lambda: matching.price_margin(0.0, 1.0),
        lambda: matching.price_margin(1.0, -1.0),
        lambda: matching.price_margin(1.0, math.inf),
        lambda: matching.target_price(1.0, 1.0),
        lambda: matching.target_price(-1.0, 0.1),
        lambda: matching.rank_margins([], minimum=math.nan),
        lambda: matching.assign([Pair("a", "b", math.nan)]),
        lambda: matching.brokers([], minimum=2.0),
    ],
)
def test_matching_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()
