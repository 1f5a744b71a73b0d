"""Formulas: what goes in and comes out, and every way to be refused."""

import math
from dataclasses import dataclass

import pytest

from qpf_core.domain import LARGEST_WHOLE, NOT_FINITE, formula, is_finite
from qpf_core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with every kind of field."""

    name: str
    value: float
    count: int
    parts: list[str]


@formula()
def inverse(*, x: float, scale: float = 1.0) -> float:
    """A division."""
    return scale / x


@formula(infinite=("x",))
def sign(*, x: float) -> float:
    """A formula that takes infinities."""
    return math.copysign(1.0, x)


@formula()
def twice(*, x: float) -> float:
    """A formula that calls another one."""
    return 2.0 * inverse(x=x)


def reason(error: pytest.ExceptionInfo[DomainError]) -> tuple[str, str]:
    """Who refused, and why."""
    return error.value.formula, error.value.reason


def test_a_value_passes() -> None:
    """Whole numbers are numbers too."""
    assert inverse(x=4.0, scale=2.0) == 0.5
    assert inverse(x=4) == 0.25


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, "1", None])
def test_an_input_that_is_no_finite_number_is_refused(value: float) -> None:
    """Also text, nothing, and whole numbers that are no floats."""
    with pytest.raises(DomainError) as refused:
        inverse(x=value)
    assert reason(refused) == ("inverse", "x must be finite")


def test_infinities_may_be_allowed_and_other_values_may_not() -> None:
    """Not-a-number never is."""
    assert (sign(x=math.inf), sign(x=-math.inf), sign(x=-2.0)) == (1.0, -1.0, -1.0)
    for value in (math.nan, 10**400):
        with pytest.raises(DomainError):
            sign(x=value)


@pytest.mark.parametrize("given", [{"x": 0.0}, {"x": 1e-300, "scale": 1e300}])
def test_arithmetic_that_fails_is_a_refusal(given: dict[str, float]) -> None:
    """Division by zero, and overflow that only the result shows."""
    with pytest.raises(DomainError) as refused:
        inverse(**given)
    assert reason(refused) == ("inverse", NOT_FINITE)


def test_a_refusal_of_a_called_formula_is_one_of_the_caller() -> None:
    """The reason is kept."""
    with pytest.raises(DomainError) as refused:
        twice(x=0.0)
    assert reason(refused) == ("twice", NOT_FINITE)


def test_the_function_keeps_its_name() -> None:
    """What the form for arrays names in its own refusals."""
    assert inverse.__name__ == "inverse"
    assert inverse.__doc__ == "A division."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, True),
        (math.inf, False),
        (True, True),
        (LARGEST_WHOLE, True),
        (-LARGEST_WHOLE, True),
        (LARGEST_WHOLE + 1, False),
        (-LARGEST_WHOLE - 1, False),
        ("text", True),
        (Reading("a", 1.0, 1, ["b"]), True),
        (Reading("a", math.nan, 1, []), False),
        (Reading("a", 1.0, LARGEST_WHOLE + 1, []), False),
    ],
)
def test_a_result_is_finite_in_all_its_parts(value: object, expected: bool) -> None:
    """Text and lists are."""
    assert is_finite(value) is expected
