"""The score is the weight of the organs that succeeded."""

from typing import Any

import pytest
from arbiter_samples import Sample
from hypothesis import given, strategies as st

from qpf_core.clock import ManualClock
from qpf_organism.arbiter import integrated, score

ORGANS = {name: Sample(name, key=name) for name in "RBEO"}
GOOD: dict[str, object] = {"action": "worked"}
BAD: dict[str, object] = {"action": "error"}
WEIGHTS = {"R": 0.2, "B": 0.3, "E": 0.15, "O": 0.3, "Λ": 0.05}


@pytest.mark.parametrize(
    ("failed", "expected"),
    [("", 1.0), ("R", 0.75 / 0.95), ("RB", 0.45 / 0.95), ("RBEO", 0.0)],
)
def test_a_failed_organ_takes_its_weight_away(failed: str, expected: float) -> None:
    results = {name: BAD if name in failed else GOOD for name in ORGANS}
    assert score(ORGANS, results, WEIGHTS) == pytest.approx(expected)


def test_only_organs_that_ran_are_weighed() -> None:
    assert score(ORGANS, {"R": GOOD, "B": BAD}, WEIGHTS) == pytest.approx(0.4)


def test_without_weight_nothing_is_reached() -> None:
    assert score(ORGANS, {}, WEIGHTS) == 0.0
    assert score(ORGANS, {"R": GOOD}, {"R": 0.0}) == 0.0
    assert score(ORGANS, {"R": GOOD}, {"B": 1.0}) == 0.0


@given(
    st.fixed_dictionaries({name: st.sampled_from([GOOD, BAD, {}]) for name in "RBEO"}),
    st.fixed_dictionaries({name: st.floats(0.0, 1.0) for name in "RBEOΛ"}),
)
def test_a_score_is_a_share(results: dict[str, Any], weights: dict[str, float]) -> None:
    assert 0.0 <= score(ORGANS, results, weights) <= 1.0


def test_the_answer_holds_everything_in_order() -> None:
    clock = ManualClock()
    answer = integrated(ORGANS, {"R": GOOD}, WEIGHTS, "wrap", clock)
    assert answer == {
        "organs": {"R": GOOD},
        "integrated_score": 1.0,
        "genome_balance": WEIGHTS,
        "mode": "wrap",
        "timestamp": clock.now().isoformat(),
    }
    assert next(iter(answer)) == "organs"
