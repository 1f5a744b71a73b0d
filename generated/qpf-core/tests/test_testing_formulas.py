"""The checks that emitted tests of formulas use: they pass for twins and fail for others."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from qpf_core.arrays import Column, Columns, Floats, on_points, refuse
from qpf_core.domain import formula
from qpf_core.errors import DomainError
from qpf_core.testing_formulas import Refused, check_point, check_twin, is_close, item, plain


@formula()
def root(*, x: float = 4.0) -> float:
    """Refused below 0."""
    if x < 0.0:
        raise DomainError("root", "x must not be negative")
    return math.sqrt(x)


def roots(*, x: object = 4.0) -> Floats:
    """The form for arrays."""

    def kernel(x: Floats) -> Columns:
        refuse(x < 0.0)
        return (np.sqrt(x),)

    return on_points(root, kernel, {"x": np.asarray(x)}, (Column("", "float"),))[0]


def slow_roots(*, x: object = 4.0) -> Floats:
    """A form for arrays whose kernel never computes anything."""

    def kernel(x: Floats) -> Columns:
        refuse(x == x)
        return (x,)

    return on_points(root, kernel, {"x": np.asarray(x)}, (Column("", "float"),))[0]


def wrong(*, x: object = 4.0) -> Floats:
    """No twin: another value, no refusal."""
    return np.abs(np.asarray(x, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Record:
    """A result with fields."""

    name: object
    items: object


def test_a_point_in_both_forms() -> None:
    """With and without inputs, refused or not."""
    check_point(root, roots, {"x": 9.0}, 3.0)
    check_point(root, roots, {}, 2.0)
    check_point(root, roots, {"x": -1.0}, Refused("x must not be negative"))


def test_a_kernel_that_gives_up_inside_of_the_domain_fails() -> None:
    """Unless the formula is known to be like that."""
    with pytest.raises(AssertionError):
        check_point(root, slow_roots, {"x": 9.0}, 3.0)
    check_point(root, slow_roots, {"x": 9.0}, 3.0, is_regular=False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"x": 9.0}, 3.1),
        ({"x": 9.0}, Refused("x must not be negative")),
        ({"x": -1.0}, Refused("another reason")),
    ],
)
def test_a_point_that_is_otherwise_fails(given: dict[str, float], expected: object) -> None:
    """The value, the refusal, the reason."""
    with pytest.raises(AssertionError):
        check_point(root, roots, given, expected)


def test_a_form_for_arrays_that_differs_fails() -> None:
    """At a point, and at drawn points."""
    with pytest.raises(AssertionError):
        check_point(root, wrong, {"x": 9.0}, 3.0)
    with pytest.raises(AssertionError):
        check_twin(root, wrong, ("x",), [(9.0,)])
    with pytest.raises(AssertionError):
        check_twin(root, wrong, ("x",), [(-9.0,)])


@pytest.mark.parametrize("points", [[(1.0,)], [(-1.0,)], [(4.0,), (-1.0,), (9.0,), (-2.0,)]])
def test_drawn_points_in_both_forms(points: list[tuple[float]]) -> None:
    """All inside, all outside, both."""
    check_twin(root, roots, ("x",), points)


def test_plain_values_and_places() -> None:
    """Records are mappings, lists tuples, numbers of numpy plain."""
    assert plain(Record("a", ["b"])) == {"name": "a", "items": ("b",)}
    assert plain(np.float64(1.5)) == 1.5
    arrays = Record(np.array(["a", "b"]), np.array([1.0, 2.0]))
    assert item(arrays, (1,)) == {"name": "b", "items": 2.0}


@pytest.mark.parametrize(
    ("actual", "expected", "same"),
    [
        (1.0, 1.0 + 1e-14, True),
        (1.0, 1.1, False),
        (1, 1.0, False),
        (True, 1, False),
        (("a",), ["a"], True),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ({"a": 1.0}, {"a": 2.0}, False),
        ("a", "a", True),
    ],
)
def test_what_is_close(actual: object, expected: object, same: bool) -> None:
    """Kinds differ, digits at the end may."""
    assert is_close(actual, expected, 1e-12) is same
