"""Calibration: from scores to probabilities, and how good these are."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import calibration
from qpf_core.catalogue.results import Score
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
finite = st.floats(allow_nan=False, allow_infinity=False)


def test_confidence_of_known_scores() -> None:
    assert calibration.confidence(0.0) == 0.5
    assert calibration.confidence(math.log(3.0)) == pytest.approx(0.75)
    assert calibration.confidence(0.6, temperature=0.1, bias=-6.0) == pytest.approx(0.5)
    assert calibration.confidence(1.0, temperature=2.0, bias=0.5) == pytest.approx(
        1.0 / (1.0 + math.exp(-1.0))
    )


@quick
@given(finite, finite, st.floats(1e-300, 1e300), finite)
def test_confidence_lies_within_0_and_1_and_rises(
    score: float, other: float, temperature: float, bias: float
) -> None:
    low, high = sorted([score, other])
    first = calibration.confidence(low, temperature, bias)
    second = calibration.confidence(high, temperature, bias)
    assert 0.0 <= first <= second <= 1.0


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan, math.inf])
def test_temperature_must_be_positive(temperature: float) -> None:
    with pytest.raises(InputError, match="temperature"):
        calibration.confidence(1.0, temperature)


def test_platt() -> None:
    assert calibration.platt(2.0, 1.0, -2.0) == 0.5
    assert calibration.platt(1e200, 1e200, 0.0) == 1.0
    assert calibration.platt(-1e200, 1e200, 0.0) == 0.0
    with pytest.raises(InputError, match="slope"):
        calibration.platt(1.0, math.inf, 0.0)


def test_calibrate_keeps_order_and_scores() -> None:
    found = calibration.calibrate([Score("a", 0.0), Score("b", 5.0)], temperature=0.5)
    assert [(item.id, item.score) for item in found] == [("a", 0.0), ("b", 5.0)]
    assert found[0].confidence == 0.5 and found[1].confidence > 0.99


@quick
@given(st.lists(finite, max_size=6), st.floats(1e-300, 1e300), finite)
def test_calibrate_agrees_with_confidence(
    scores: list[float], temperature: float, bias: float
) -> None:
    found = calibration.calibrate([Score("x", score) for score in scores], temperature, bias)
    expected = [calibration.confidence(score, temperature, bias) for score in scores]
    assert [item.confidence for item in found] == pytest.approx(expected, abs=1e-11)


def test_calibrate_refuses() -> None:
    for items, temperature, bias in (
        ([Score("x", math.nan)], 1.0, 0.0),
        ([], 0.0, 0.0),
        ([], 1.0, math.inf),
    ):
        with pytest.raises(InputError):
            calibration.calibrate(items, temperature, bias)


@quick
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10), st.floats(0.01, 100))
def test_softmax_adds_up(scores: list[float], temperature: float) -> None:
    shares = calibration.softmax(scores, temperature)
    assert sum(shares) == pytest.approx(1.0)
    assert shares.index(max(shares)) <= scores.index(max(scores)) or len(set(scores)) > 1


def test_softmax_survives_extremes() -> None:
    assert calibration.softmax([-1e308, 1e308]) == [0.0, 1.0]
    assert calibration.softmax([1.0, 1.0]) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("scores", "lead"), [([], 0.0), ([0.4], 0.4), ([0.1, 0.9, 0.6], 0.3), ([0.5, 0.5], 0.0)]
)
def test_lead(scores: list[float], lead: float) -> None:
    assert calibration.lead([Score("x", score) for score in scores]) == pytest.approx(lead)


def test_fit_recovers_a_curve() -> None:
    scores = [place / 100 for place in range(100) for _ in range(20)]
    # of twenty at each score, as many are true as the curve says
    outcomes = [
        turn < round(20 * calibration.confidence(place / 100, 0.1, -5.0))
        for place in range(100)
        for turn in range(20)
    ]
    fitted = calibration.fit(scores, outcomes, l2=1e-6)
    assert fitted.temperature == pytest.approx(0.1, rel=0.1)
    assert fitted.bias == pytest.approx(-5.0, rel=0.1)
    assert fitted.samples == 2000
    assert fitted.brier < 0.15


def test_fit_of_separated_scores_stays_finite() -> None:
    fitted = calibration.fit([0.1, 0.2, 0.8, 0.9], [False, False, True, True])
    assert fitted.temperature >= 0.001
    assert calibration.confidence(0.9, fitted.temperature, fitted.bias) > 0.9


@pytest.mark.parametrize(
    ("scores", "outcomes", "field"),
    [
        ([0.1, 0.2], [True, True], "outcomes"),
        ([0.1, 0.2], [False, False], "outcomes"),
        ([0.1, 0.2], [True], "outcomes"),
        ([0.1, 0.9], [True, False], "scores"),
        ([0.5, 0.5], [True, False], "scores"),
    ],
)
def test_fit_refuses(scores: list[float], outcomes: list[bool], field: str) -> None:
    with pytest.raises(InputError) as refused:
        calibration.fit(scores, outcomes)
    assert refused.value.field == field


def test_fit_limits_the_slope() -> None:
    fitted = calibration.fit([0.0, 1e-9, 2e-9, 3e-9], [False, False, True, True])
    assert fitted.temperature == pytest.approx(0.001)


def test_scores_of_forecasts() -> None:
    assert calibration.brier([1.0, 0.0], [True, False]) == 0.0
    assert calibration.brier([0.5, 0.5], [True, False]) == 0.25
    assert calibration.brier([0.0], [True]) == 1.0
    assert calibration.log_loss([0.5], [True]) == pytest.approx(math.log(2.0))
    assert calibration.log_loss([0.0], [True]) == pytest.approx(-math.log(1e-12))


def test_calibration_error() -> None:
    assert calibration.calibration_error([0.75] * 4, [True, True, True, False]) == 0.0
    assert calibration.calibration_error([0.9] * 4, [True, False, False, False]) == pytest.approx(
        0.65
    )
    assert calibration.calibration_error([1.0, 0.0], [True, False], bins=1) == 0.0
    with pytest.raises(InputError, match="bins"):
        calibration.calibration_error([1.0], [True], bins=0)


@pytest.mark.parametrize("forecast", [-0.1, 1.1, math.nan])
def test_forecasts_are_probabilities(forecast: float) -> None:
    for measure in (calibration.brier, calibration.log_loss, calibration.calibration_error):
        with pytest.raises(InputError, match="forecasts"):
            measure([forecast], [True])
