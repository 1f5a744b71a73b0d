"""Evaluation: figures agree with their definitions, and promotion is earned at the exact border."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import evaluation, training
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=40, deadline=None, database=None)


MODEL = training.fit_logistic(
    [training.example(str(place), [float(place)], place > 4) for place in range(10)]
)


def test_measures_of_a_known_table() -> None:
    found = evaluation.measure([0.9, 0.8, 0.5, 0.2, 0.1], [True, False, True, True, False])
    assert (found.accuracy, found.precision, found.recall, found.f1) == pytest.approx(
        (0.6, 2 / 3, 2 / 3, 2 / 3)
    )
    assert found.auc == pytest.approx(4 / 6)


def test_measures_without_cases() -> None:
    found = evaluation.measure([0.1, 0.2], [False, False])
    assert (found.precision, found.recall, found.f1, found.auc, found.accuracy) == (0, 0, 0, 0.5, 1)


@quick
@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.6]), st.booleans()), min_size=1, max_size=12)
)
def test_auc_agrees_with_the_definition(pairs: list[tuple[float, bool]]) -> None:
    right = [score for score, hit in pairs if hit]
    wrong = [score for score, hit in pairs if not hit]
    wins = [(a > b) + (a == b) / 2 for a in right for b in wrong]
    expected = sum(wins) / len(wins) if wins else 0.5
    assert evaluation.auc(
        [score for score, _ in pairs], [hit for _, hit in pairs]
    ) == pytest.approx(expected)


def quality(brier: float, auc: float = 0.8, samples: int = 50) -> evaluation.Evaluation:
    return evaluation.Evaluation(
        samples=samples,
        accuracy=0.8,
        precision=0.8,
        recall=0.8,
        f1=0.8,
        auc=auc,
        brier=brier,
        log_loss=0.5,
    )


@pytest.mark.parametrize(
    ("candidate", "current", "promote", "gain"),
    [
        (quality(0.10), quality(0.15), True, 0.05),
        (quality(0.15), quality(0.15), False, 0.0),
        (quality(0.20), quality(0.15), False, -0.05),
        (quality(0.10), None, True, 0.15),
        (quality(0.25), None, False, 0.0),
        (quality(0.10, auc=0.59), quality(0.15), False, 0.05),
        (quality(0.10, auc=0.6), quality(0.15), True, 0.05),
        (quality(0.10, samples=19), quality(0.15), False, 0.05),
        (quality(0.10, samples=20), quality(0.15), True, 0.05),
    ],
)
def test_promotion(
    candidate: evaluation.Evaluation,
    current: evaluation.Evaluation | None,
    promote: bool,
    gain: float,
) -> None:
    found = evaluation.promotion(candidate, current)
    assert found.promote is promote and found.gain == pytest.approx(gain)
    assert found.reason


def test_promotion_asks_for_the_minimum_gain() -> None:
    assert not evaluation.promotion(quality(0.10), quality(0.15), minimum_gain=0.05).promote
    assert evaluation.promotion(quality(0.10), quality(0.15), minimum_gain=0.049).promote


@pytest.mark.parametrize(
    ("current", "regressed"),
    [
        (quality(0.15), False),
        (quality(0.17), False),
        (quality(0.171), True),
        (quality(0.10, auc=0.77), True),
        (quality(0.10, auc=0.78), False),
    ],
)
def test_regression(current: evaluation.Evaluation, regressed: bool) -> None:
    assert evaluation.regressed(current, quality(0.15)) is regressed


@pytest.mark.parametrize(
    "call",
    [
        lambda: evaluation.measure([0.5], [True], threshold=1.1),
        lambda: evaluation.measure([0.5], []),
        lambda: evaluation.measure([], []),
        lambda: evaluation.auc([0.5], []),
        lambda: evaluation.evaluate(MODEL, []),
        lambda: evaluation.promotion(quality(0.1), minimum_gain=-1.0),
        lambda: evaluation.regressed(quality(0.1), quality(0.1), tolerance=-1.0),
    ],
)
def test_evaluation_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()
