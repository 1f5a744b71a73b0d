"""Data quality, fairness and sampling: the work of the trainer and the auditor on data."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import fairness, quality, sampling
from qpf_core.catalogue.fairness import Judgement
from qpf_core.catalogue.training import Example
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
keys = st.lists(st.text(max_size=4), max_size=30)


def test_completeness() -> None:
    assert quality.completeness([[1.0, None], [None, 2.0], [0.0, 0.0]]) == pytest.approx(4 / 6)
    assert quality.completeness([]) == quality.completeness([[]]) == 1.0


def test_missing_fields() -> None:
    assert quality.missing_fields({"a": "x", "b": " "}, ["a", "b", "c"]) == ["b", "c"]


def test_fill_missing_takes_the_median() -> None:
    assert quality.fill_missing([[1.0, None], [None, 2.0], [3.0, 4.0], [8.0, 6.0]]) == [
        [1.0, 4.0],
        [3.0, 2.0],
        [3.0, 4.0],
        [8.0, 6.0],
    ]
    assert quality.fill_missing([]) == []
    assert quality.fill_missing([[], []]) == [[], []]


def test_duplicates_and_outliers() -> None:
    assert quality.duplicates(["a", "b", "a", "a"]) == [2, 3]
    assert quality.outliers([1, 2, 3, 2, 1, 50]) == [5]
    assert quality.outliers([]) == []


def test_within_limits_includes_both_ends() -> None:
    assert quality.within_limits([1, 2, 3, 4], 2, 3) == 0.5


@quick
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), min_size=1, max_size=12))
def test_normalised_columns_are_centred_and_scaled(rows: list[list[float]]) -> None:
    found = quality.normalise_rows(rows)
    assert found.rows == quality.apply_scaling(rows, found.centres, found.scales)
    for place in range(2):
        column = [row[place] for row in found.rows]
        assert math.fsum(column) / len(column) == pytest.approx(0.0, abs=1e-6)
        assert all(math.isfinite(cell) and abs(cell) < 100.0 for cell in column)


def test_normalised_constant_is_zero() -> None:
    found = quality.normalise_rows([[0.1, 1.0], [0.1, 3.0], [0.1, 5.0]])
    assert [row[0] for row in found.rows] == [0.0, 0.0, 0.0]
    assert found.scales[0] == 1.0
    assert [row[1] for row in found.rows] == pytest.approx([-math.sqrt(1.5), 0.0, math.sqrt(1.5)])


def examples(size: int = 40) -> list[Example]:
    return [
        Example(str(place), [place % 7 * 1.0, place % 5 * 1.0], place % 2 == 0)
        for place in range(size)
    ]


def test_clean_examples_are_acceptable() -> None:
    found = quality.assess_examples(examples())
    assert (found.samples, found.duplicates, found.outliers, found.score) == (40, 0, 0, 1.0)
    assert found.acceptable and found.positive_share == 0.5


@pytest.mark.parametrize(("size", "acceptable"), [(19, False), (20, True)])
def test_enough_examples(size: int, acceptable: bool) -> None:
    assert quality.assess_examples(examples(size)).acceptable is acceptable


def test_unclean_examples() -> None:
    spoilt = [*examples(), *examples(10), Example("odd", [1e6, 0.0], True)]
    found = quality.assess_examples(spoilt)
    assert (found.duplicates, found.outliers) == (10, 1)
    assert found.score == pytest.approx(1 - 11 / 51)


def test_one_sided_labels_lower_the_score() -> None:
    sided = [Example(str(place), [1.0], place == 0) for place in range(40)]
    found = quality.assess_examples(sided)
    assert found.score == pytest.approx(0.1) and not found.acceptable


@pytest.mark.parametrize(
    "call",
    [
        lambda: quality.fill_missing([[1.0], [1.0, 2.0]]),
        lambda: quality.fill_missing([[None], [None]]),
        lambda: quality.outliers([1.0], threshold=0.0),
        lambda: quality.within_limits([], 0, 1),
        lambda: quality.normalise_rows([]),
        lambda: quality.apply_scaling([[1.0]], [0.0], [0.0]),
        lambda: quality.apply_scaling([[1.0]], [0.0, 1.0], [1.0]),
        lambda: quality.apply_scaling([[1.0, 2.0]], [0.0], [1.0]),
        lambda: quality.assess_examples([]),
        lambda: quality.assess_examples(examples(), minimum_score=2.0),
    ],
)
def test_quality_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


def group(name: str, hits: int, misses: int, actual: bool = True) -> list[Judgement]:
    return [fairness.judgement(name, place < hits, actual) for place in range(hits + misses)]


def test_parity_of_two_groups() -> None:
    found = fairness.demographic_parity([*group("b", 8, 2), *group("a", 4, 6)])
    assert list(found.rates.items()) == [("a", 0.4), ("b", 0.8)]
    assert (found.gap, found.ratio, found.least) == (0.4, 0.5, "a")


def test_equal_groups() -> None:
    found = fairness.demographic_parity([*group("a", 1, 1), *group("b", 2, 2)])
    assert (found.gap, found.ratio, found.least) == (0.0, 1.0, "")
    assert fairness.disparate_impact([*group("a", 0, 5), *group("b", 0, 5)]) == 1.0
    assert fairness.demographic_parity([]).rates == {}


def test_opportunity_looks_at_the_deserving_only() -> None:
    items = [*group("a", 3, 1), *group("a", 0, 9, actual=False), *group("b", 3, 1)]
    assert fairness.equal_opportunity(items).gap == 0.0
    assert fairness.predictive_equality([*items, *group("b", 1, 1, actual=False)]).rates == {
        "a": 0.0,
        "b": 0.5,
    }
    assert fairness.accuracy_parity(items).rates == {"a": pytest.approx(12 / 13), "b": 0.75}


def test_small_groups_are_left_out() -> None:
    items = [*group("a", 5, 0), *group("b", 0, 2)]
    assert fairness.demographic_parity(items, minimum_group=3).rates == {"a": 1.0}
    assert not fairness.assess(items).biased


def test_bias_is_found_and_named() -> None:
    found = fairness.assess([*group("a", 6, 4), *group("b", 10, 0)])
    assert found.biased and found.disadvantaged == "a" and found.samples == 20
    assert (found.parity_gap, found.impact_ratio) == (0.4, 0.6)


def test_bias_in_opportunity_alone() -> None:
    items = [
        *group("a", 2, 8), *group("a", 8, 2, actual=False),
        *group("b", 8, 2), *group("b", 2, 8, actual=False),
    ]  # fmt: skip
    found = fairness.assess(items)
    assert found.parity_gap == 0.0 and found.opportunity_gap == pytest.approx(0.6)
    assert found.biased and found.disadvantaged == "a"


@pytest.mark.parametrize(("gap", "biased"), [(0.1, True), (0.2, False), (0.3, False)])
def test_the_largest_allowed_gap_is_allowed(gap: float, biased: bool) -> None:
    items = [*group("a", 8, 2), *group("b", 10, 0)]
    assert fairness.assess(items, maximum_gap=gap).biased is biased
    assert fairness.assess(items, maximum_gap=1.0, minimum_ratio=0.8).biased is False
    assert fairness.assess(items, maximum_gap=1.0, minimum_ratio=0.81).biased is True


def test_fairness_refuses() -> None:
    for call in (
        lambda: fairness.assess([], maximum_gap=2.0),
        lambda: fairness.assess([], minimum_ratio=-1.0),
        lambda: fairness.demographic_parity([], minimum_group=0),
    ):
        with pytest.raises(InputError):
            call()


def test_samples_are_the_same_everywhere() -> None:
    # literals: another machine or hash seed must give these
    assert sampling.hash_share("order-1") == SHARE
    assert sampling.bucket("order-1", 10) == int(SHARE * 10)


SHARE = 0.8072443882577547


@quick
@given(st.text(max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_rate_keeps_the_lower(key: str, one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert sampling.hash_sample(key, high) or not sampling.hash_sample(key, low)
    assert not sampling.hash_sample(key, 0.0) and sampling.hash_sample(key, 1.0)


def test_rates_are_met() -> None:
    drawn = [str(place) for place in range(5000)]
    assert 900 < len(sampling.sample_keys(drawn, 0.2)) < 1100
    assert sampling.sample_keys(drawn, 0.2) != sampling.sample_keys(drawn, 0.2, salt="other")
    sizes = [sum(sampling.bucket(key, 4) == place for key in drawn) for place in range(4)]
    assert sum(sizes) == 5000 and min(sizes) > 1100


@quick
@given(keys, keys, st.integers(0, 10))
def test_reservoirs_merge(first: list[str], second: list[str], size: int) -> None:
    whole = sampling.reservoir([*first, *second], size)
    parts = [*sampling.reservoir(first, size), *sampling.reservoir(second, size)]
    assert sampling.reservoir(parts, size) == whole
    assert len(whole) == min(size, len({*first, *second}))


def test_strata() -> None:
    found = sampling.stratified({"big": [str(place) for place in range(50)], "small": ["x"]}, 3)
    assert len(found["big"]) == 3 and found["small"] == ["x"]


def test_sampling_refuses() -> None:
    for call in (
        lambda: sampling.hash_sample("a", 1.1),
        lambda: sampling.reservoir(["a"], -1),
        lambda: sampling.bucket("a", 0),
    ):
        with pytest.raises(InputError):
            call()
