"""Statistics and drift: known values, bounds, and the standard library as the judge."""

import math
import statistics
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import drift, stats
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)
counts = st.lists(st.floats(0, 1000), min_size=2, max_size=8).filter(any)


@quick
@given(values)
def test_summary_agrees_with_the_standard_library(drawn: list[float]) -> None:
    found = stats.summary(drawn)
    assert found.count == len(drawn)
    assert found.mean == pytest.approx(statistics.fmean(drawn), abs=1e-6)
    assert found.median == pytest.approx(statistics.median(drawn), abs=1e-6)
    assert found.stdev == pytest.approx(statistics.pstdev(drawn), abs=1e-6)
    assert found.minimum == pytest.approx(min(drawn)) and found.maximum == pytest.approx(max(drawn))
    assert stats.stdev(drawn, sample=True) == pytest.approx(statistics.stdev(drawn), abs=1e-6)


def test_large_numbers_do_not_overflow() -> None:
    assert stats.mean([1e308, 1e308]) == 1e308
    assert stats.quantile([-1e308, 1e308], 0.5) == 0.0
    assert stats.stdev([-1e300, 1e300]) == pytest.approx(1e300)


@pytest.mark.parametrize(
    ("fraction", "expected"), [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.9, 4.6), (1.0, 5.0)]
)
def test_quantile(fraction: float, expected: float) -> None:
    assert stats.quantile([5, 1, 4, 2, 3], fraction) == pytest.approx(expected)


def test_ema() -> None:
    assert stats.ema([4.0]) == 4.0
    assert stats.ema([0.0, 10.0], alpha=0.3) == 3.0
    assert stats.ema([1.0, 9.0], alpha=1.0) == 9.0
    assert stats.ema([1.0, 9.0], alpha=0.0) == 1.0


def test_trend() -> None:
    assert stats.trend([1, 3, 5, 7]) == pytest.approx(2.0)
    assert stats.trend([2, 2, 2]) == 0.0
    assert stats.trend([3, 1]) == pytest.approx(-2.0)


def test_correlation() -> None:
    assert stats.correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)
    assert stats.correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert stats.correlation([1, 1, 1], [3, 2, 1]) == 0.0
    assert stats.correlation([0.1] * 3, [3, 2, 1]) == 0.0
    assert stats.correlation([1, 2, 3, 4], [1, 2, 2, 1]) == pytest.approx(0.0)


def test_rate_and_change() -> None:
    assert stats.rate([]) == 0.0
    assert stats.rate([True, False, False, True]) == 0.5
    assert stats.relative_change(4.0, 5.0) == 0.25
    assert stats.relative_change(-4.0, -5.0) == -0.25
    with pytest.raises(InputError, match="previous"):
        stats.relative_change(0.0, 1.0)


def test_histogram_includes_the_lower_edge() -> None:
    assert stats.histogram([0, 1, 1.5, 2, 9], [1, 2]) == [1.0, 2.0, 2.0]
    assert stats.histogram([], [1, 2]) == [0.0, 0.0, 0.0]


def test_bin_edges_are_equal_counts() -> None:
    edges = stats.bin_edges([float(place) for place in range(101)], bins=4)
    assert edges == [25.0, 50.0, 75.0]
    assert stats.bin_edges([1.0, 1.0, 1.0], bins=4) == [1.0, math.nextafter(1.0, 2.0)]
    assert stats.bin_edges([1.0, 2.0], bins=1) == []


def test_divergences_of_known_shares() -> None:
    assert stats.kl_divergence([1, 1], [1, 3]) == pytest.approx(
        0.5 * math.log(2) + 0.5 * math.log(2 / 3), abs=1e-4
    )
    assert stats.psi([1, 1], [1, 3]) == pytest.approx(
        0.25 * math.log(2) - 0.25 * math.log(2 / 3), abs=1e-3
    )
    assert stats.js_divergence([1, 0], [0, 1]) == pytest.approx(1.0)
    assert stats.entropy([1, 1, 1, 1]) == pytest.approx(2.0)
    assert stats.entropy([0, 5]) == 0.0
    assert stats.entropy([5e-324, 5e-324]) == pytest.approx(1.0)


@quick
@given(counts)
def test_a_histogram_is_no_distance_from_itself_or_a_multiple(drawn: list[float]) -> None:
    assert stats.kl_divergence(drawn, drawn) == 0.0
    assert stats.psi(drawn, drawn) == 0.0
    assert stats.js_divergence(drawn, [2 * item for item in drawn]) == pytest.approx(0.0, abs=1e-9)


@quick
@given(
    st.integers(2, 6).flatmap(
        lambda n: st.tuples(*[st.lists(st.floats(0, 100), min_size=n, max_size=n).filter(any)] * 2)
    )
)
def test_divergences_are_finite_and_not_negative(drawn: tuple[list[float], list[float]]) -> None:
    first, second = drawn
    assert 0.0 <= stats.kl_divergence(first, second) < math.inf
    assert stats.psi(first, second) == pytest.approx(stats.psi(second, first))
    assert 0.0 <= stats.js_divergence(first, second) <= 1.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.mean([]),
        lambda: stats.mean([math.nan]),
        lambda: stats.stdev([1.0], sample=True),
        lambda: stats.quantile([1.0], 1.1),
        lambda: stats.ema([1.0], alpha=-0.1),
        lambda: stats.trend([1.0]),
        lambda: stats.correlation([1.0, 2.0], [1.0]),
        lambda: stats.relative_change(1.0, math.inf),
        lambda: stats.bin_edges([1.0], bins=0),
        lambda: stats.histogram([1.0], []),
        lambda: stats.histogram([1.0], [2.0, 2.0]),
        lambda: stats.kl_divergence([1.0], [1.0, 2.0]),
        lambda: stats.kl_divergence([0.0], [1.0]),
        lambda: stats.kl_divergence([-1.0, 2.0], [1.0, 2.0]),
        lambda: stats.kl_divergence([1.0], [1.0], smoothing=0.0),
    ],
)
def test_bad_input_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


REFERENCE = [float(place % 50) for place in range(200)]


def test_the_same_numbers_do_not_drift() -> None:
    found = drift.numeric_drift(REFERENCE, REFERENCE)
    assert (found.kl, found.psi, found.jensen_shannon, found.shift, found.drifted) == (
        0,
        0,
        0,
        0,
        False,
    )


def test_moved_numbers_drift() -> None:
    found = drift.numeric_drift([item + 40 for item in REFERENCE], REFERENCE)
    assert found.drifted and found.kl > 0.5 and found.psi > 0.25
    assert found.shift == pytest.approx(40 / statistics.pstdev(REFERENCE))


def test_the_threshold_is_exclusive() -> None:
    current = [item + 5 for item in REFERENCE]
    kl = drift.numeric_drift(current, REFERENCE).kl
    assert not drift.numeric_drift(current, REFERENCE, threshold=kl).drifted
    assert drift.numeric_drift(current, REFERENCE, threshold=kl - 1e-9).drifted


def test_a_constant_reference_shows_a_fall() -> None:
    assert drift.numeric_drift([1.0, 2.0], [5.0, 5.0], bins=2).drifted
    assert drift.numeric_drift([5.0], [5.0, 5.0]).shift == 0.0


def test_a_constant_reference_shows_a_rise() -> None:
    assert drift.numeric_drift([6.0, 7.0], [5.0, 5.0]).drifted


@pytest.mark.parametrize("share", [1, 50, 99])
def test_two_valued_columns_are_told_apart(share: int) -> None:
    reference = [1.0] * share + [0.0] * (100 - share)
    assert drift.numeric_drift([1.0 - item for item in reference], reference).drifted == (
        share != 50
    )
    assert drift.numeric_drift([0.0, 1.0] * 50, reference).drifted == (share != 50)


def test_categories() -> None:
    assert not drift.category_drift(["a", "b"], ["b", "a"]).drifted
    found = drift.category_drift(["c", "c"], ["a", "b"])
    assert found.drifted and found.jensen_shannon == pytest.approx(1.0) and found.shift == 0.0


def test_columns() -> None:
    still, moved = drift.column_drift(
        [[item, item + 60] for item in REFERENCE], [[item, item] for item in REFERENCE]
    )
    assert not still.drifted and moved.drifted
    assert drift.worst_drift([still, moved]) == moved


@pytest.mark.parametrize(
    "call",
    [
        lambda: drift.numeric_drift([], [1.0]),
        lambda: drift.numeric_drift([1.0], []),
        lambda: drift.numeric_drift([1.0], [1.0, 2.0], bins=1),
        lambda: drift.numeric_drift([1.0], [1.0], threshold=-1.0),
        lambda: drift.category_drift([], ["a"]),
        lambda: drift.category_drift(["a"], []),
        lambda: drift.column_drift([[1.0]], [[1.0, 2.0]]),
        lambda: drift.column_drift([], [[1.0]]),
        lambda: drift.worst_drift([]),
    ],
)
def test_drift_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()
