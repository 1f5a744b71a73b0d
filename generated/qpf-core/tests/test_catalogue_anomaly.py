"""Anomaly: robust z-scores, verdicts and the isolation forest."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import anomaly
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


@dataclass(frozen=True)
class Point:
    """A record with an embedding."""

    id: str
    embedding: list[float]


def test_z_of_a_known_window() -> None:
    # median 3, absolute deviations 2 1 0 1 2, their median 1
    assert anomaly.robust_z(6.0, [1, 2, 3, 4, 5]) == pytest.approx(3.0 / 1.482602218505602)
    assert anomaly.robust_z(3.0, [1, 2, 3, 4, 5]) == 0.0
    assert anomaly.robust_z(0.0, [1, 2, 3, 4, 5]) == -anomaly.robust_z(6.0, [1, 2, 3, 4, 5])


def test_one_wild_value_does_not_hide_another() -> None:
    assert anomaly.is_anomalous(100.0, [9, 10, 11, 10, 9, 11, 1000])


def test_mostly_constant_window_uses_the_mean_deviation() -> None:
    verdict = anomaly.assess(15.0, [10, 10, 10, 10, 20])
    assert verdict.spread == pytest.approx(2.0 * 1.2533141373155001)
    assert verdict.z == pytest.approx(5.0 / verdict.spread)


@pytest.mark.parametrize(("value", "z"), [(7.0, 0.0), (7.1, 1000.0), (-1e300, -1000.0)])
def test_constant_window(value: float, z: float) -> None:
    assert anomaly.robust_z(value, [7, 7, 7]) == z


def test_z_is_bounded() -> None:
    assert anomaly.robust_z(1e12, [1, 2, 3]) == 1000.0


@pytest.mark.parametrize(("samples", "anomalous"), [(4, False), (5, True), (6, True)])
def test_few_samples_are_not_judged(samples: int, anomalous: bool) -> None:
    verdict = anomaly.assess(50.0, [1.0, 2.0, 3.0, 2.0, 1.0, 2.0][:samples])
    assert (verdict.anomalous, verdict.samples) == (anomalous, samples)


def test_threshold_is_exclusive() -> None:
    edge = anomaly.robust_z(8.0, [1, 2, 3, 4, 5])
    assert not anomaly.is_anomalous(8.0, [1, 2, 3, 4, 5], threshold=edge)
    assert anomaly.is_anomalous(8.0, [1, 2, 3, 4, 5], threshold=edge - 1e-9)


@quick
@given(st.floats(-1e9, 1e9), st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_z_is_finite_and_mirrors(value: float, window: list[float]) -> None:
    z = anomaly.robust_z(value, window)
    assert -1000.0 <= z <= 1000.0
    assert anomaly.robust_z(-value, [-item for item in window]) == -z


def test_z_of_all() -> None:
    scores = anomaly.robust_z_all([1, 2, 3, 4, 100])
    assert scores[2] == 0.0 and scores[4] > 50.0
    assert anomaly.robust_z_all([]) == []


@pytest.mark.parametrize(
    ("value", "window", "threshold", "minimum", "field"),
    [
        (1.0, [], 3.5, 5, "window"),
        (math.nan, [1.0], 3.5, 5, "value"),
        (1.0, [math.inf], 3.5, 5, "window"),
        (1.0, [1.0], 0.0, 5, "threshold"),
        (1.0, [1.0], 3.5, 0, "minimum_samples"),
    ],
)
def test_assess_refuses(
    value: float, window: list[float], threshold: float, minimum: int, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        anomaly.assess(value, window, threshold, minimum)
    assert refused.value.field == field


def grid() -> list[Point]:
    return [Point(f"{x}{y}", [x / 10, y / 10]) for x in range(6) for y in range(6)]


def test_the_lonely_point_is_isolated_first() -> None:
    ranked = anomaly.isolation_rank([*grid(), Point("odd", [5.0, -4.0])])
    assert ranked[0].id == "odd"
    assert ranked[0].score > 0.6 > ranked[1].score
    assert all(0.0 < item.score <= 1.0 for item in ranked)


def test_the_seed_decides_the_forest() -> None:
    assert anomaly.isolation_rank(grid(), seed=1) == anomaly.isolation_rank(grid(), seed=1)
    assert anomaly.isolation_rank(grid(), seed=1) != anomaly.isolation_rank(grid(), seed=2)


def test_small_forests() -> None:
    assert anomaly.isolation_rank([]) == []
    assert len(anomaly.isolation_rank([Point("a", [1.0])])) == 1
    twins = anomaly.isolation_rank([Point("a", [1.0]), Point("b", [1.0])])
    assert twins[0].score == twins[1].score


@pytest.mark.parametrize(
    ("trees", "sample", "seed"), [(0, 64, 0), (501, 64, 0), (50, 1, 0), (50, 64, -1)]
)
def test_forest_refuses(trees: int, sample: int, seed: int) -> None:
    with pytest.raises(InputError):
        anomaly.isolation_rank(grid(), trees=trees, sample=sample, seed=seed)


def test_forest_refuses_points_of_different_length() -> None:
    with pytest.raises(InputError, match=r"items\.1"):
        anomaly.isolation_rank([Point("a", [1.0]), Point("b", [1.0, 2.0])])
    with pytest.raises(InputError, match="embedding"):
        anomaly.isolation_rank([Point("a", [])])
