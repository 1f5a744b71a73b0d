"""What is sensed is a finite number in its range, or a truth value."""

import math
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qpf_core.errors import InputError
from qpf_organism.organ import clamped, known_senses, nearest, real, truth, whole


@pytest.mark.parametrize("check", [real, clamped])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "must be a number"),
        (math.inf, "must be finite"),
        (-math.inf, "must be finite"),
        (10**400, "must be finite"),
        ("0.5", "must be a number"),
        (None, "must be a number"),
        (True, "must be a number"),
    ],
)
def test_what_is_no_finite_number_is_refused(check: Any, value: Any, reason: str) -> None:
    for limits in ({}, {"low": 0.0, "high": 1.0}):
        with pytest.raises(InputError) as refused:
            check("theta", value, **limits)
        assert (refused.value.field, refused.value.reason) == ("theta", reason)


def test_a_real_number_keeps_to_its_range() -> None:
    assert real("level", 80, 0.0, 100.0) == 80.0
    assert isinstance(real("level", 80, 0.0, 100.0), float)
    assert [real("level", end, 0.0, 1.0) for end in (0.0, 1.0)] == [0.0, 1.0]
    with pytest.raises(InputError, match="must be at least 0"):
        real("level", -0.001, 0.0, 1.0)
    with pytest.raises(InputError, match="must be at most 1"):
        real("level", 1.001, 0.0, 1.0)
    assert real("level", 1e300) == 1e300


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_clamped_number_is_the_nearest_inside(value: float) -> None:
    held = clamped("theta", value, 0.0, 1.0)
    assert held == min(max(value, 0.0), 1.0) == nearest("theta", value, 0.0, 1.0)


def test_infinities_have_a_nearest_number_and_not_a_number_has_none() -> None:
    assert nearest("theta", math.inf, 0.0, 1.0) == 1.0
    assert nearest("theta", -math.inf, 0.0, 1.0) == 0.0
    with pytest.raises(InputError) as refused:
        nearest("theta", math.nan, 0.0, 1.0)
    assert refused.value.field == "theta"


def test_whole_numbers_are_no_truth_values_and_no_floats() -> None:
    assert whole("cores", 4, 1) == 4
    assert whole("size", 10**12) == 10**12
    for wrong in (True, 4.0, "4", None):
        with pytest.raises(InputError, match="must be a whole number"):
            whole("cores", wrong, 1)
    with pytest.raises(InputError, match="must be at least 1"):
        whole("cores", 0, 1)
    with pytest.raises(InputError, match="must be at most 8"):
        whole("cores", 9, 1, 8)


def test_truth_values_are_nothing_else() -> None:
    assert truth("corrupt", True) is True
    assert truth("corrupt", False) is False
    for wrong in (0, 1, "true", None):
        with pytest.raises(InputError, match="must be true or false"):
            truth("corrupt", wrong)


def test_the_first_unknown_sense_is_named_with_those_that_are_known() -> None:
    known_senses(["a", "b"], frozenset({"a", "b"}))
    with pytest.raises(InputError) as refused:
        known_senses(["a", "z"], frozenset({"b", "a"}))
    assert refused.value.field == "z"
    assert refused.value.reason == "is not sensed; known are a, b"
