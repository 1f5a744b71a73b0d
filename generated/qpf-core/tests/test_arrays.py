"""Formulas over arrays: shapes, blocks, kinds of columns, and refusals."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from qpf_core.arrays import (
    BLOCK,
    Column,
    Columns,
    Floats,
    among,
    judging,
    lengths,
    on_points,
    refuse,
    repeated,
    split,
)
from qpf_core.domain import formula
from qpf_core.errors import DomainError

PLAIN = (Column("", "float"),)


@formula()
def ratio(*, x: float, y: float = 2.0) -> float:
    """Undefined for 0, refused for negative numbers."""
    if x < 0.0:
        raise DomainError("ratio", "x must not be negative")
    return y / x


def kernel(x: Floats, y: Floats) -> Columns:
    """The same over a block."""
    refuse(x < 0.0)
    return (y / x,)


def ratios(x: object, y: object = 2.0) -> Floats:
    """The form for arrays."""
    return on_points(ratio, kernel, {"x": np.asarray(x), "y": np.asarray(y)}, PLAIN)[0]


@dataclass(frozen=True, slots=True)
class Parts:
    """A record with a field of every kind."""

    name: str
    items: list[str]
    whole: int
    flag: bool


@formula()
def parts(*, x: float) -> Parts:
    """Any kind of column; refused at 7."""
    if x == 7.0:
        raise DomainError("parts", "x must not be 7")
    return Parts("even" if x % 2 == 0 else "odd", ["a"] * 2, math.floor(x), x > 0)


def parts_kernel(x: Floats) -> Columns:
    """The same over a block."""
    refuse(x == 7.0)
    names = np.where(x % 2 == 0, "even", "odd")
    return names, repeated(("a", "a"), x.size), np.floor(x), x > 0


FIELDS = (
    Column("name", "str"),
    Column("items", "list"),
    Column("whole", "int"),
    Column("flag", "bool"),
)


def test_inputs_are_broadcast() -> None:
    """Also numbers and empty arrays."""
    found = ratios(np.array([[1.0], [4.0]]), np.array([2.0, 4.0, 8.0]))
    assert found.tolist() == [[2.0, 4.0, 8.0], [0.5, 1.0, 2.0]]
    assert ratios(4.0).shape == ()
    assert ratios(np.zeros((0, 3))).shape == (0, 3)
    with pytest.raises(ValueError, match="broadcast"):
        ratios(np.ones(2), np.ones(3))


def test_many_blocks_are_one_result() -> None:
    """The last block is shorter."""
    given = np.arange(1.0, 2.0 * BLOCK + 10.0)
    assert np.array_equal(ratios(given), 2.0 / given)


def test_refusals_are_counted_over_all_blocks() -> None:
    """The first one is told with its flat index."""
    given = np.ones((2, BLOCK))
    given[0, 5], given[1, 3], given[1, 4] = -1.0, 0.0, math.nan
    with pytest.raises(DomainError) as refused:
        ratios(given)
    error = refused.value
    assert (error.formula, error.reason) == ("ratio", "x must not be negative")
    assert (error.points, error.index) == (3, 5)
    assert "3 outside, the first at index 5" in error.detail


@pytest.mark.parametrize("given", [math.nan, math.inf, 0.0, 5e-324])
def test_what_the_kernel_cannot_judge_the_scalar_form_does(given: float) -> None:
    """Inputs that are not finite, flags, results that are not finite."""
    with pytest.raises(DomainError) as refused:
        ratios([1.0, given])
    assert (refused.value.points, refused.value.index) == (1, 1)


def test_what_scalar_forms_judge_is_counted() -> None:
    """A block at a time; everything when asked for."""
    with judging() as judged:
        assert ratios([1.0, 4.0]).tolist() == [2.0, 0.5]
        assert judged.points == 0
        with pytest.raises(DomainError):
            ratios([1.0, 0.0, 2.0])
    assert judged.points == 3
    with judging(everything=True) as judged:
        assert ratios([1.0, 4.0]).tolist() == [2.0, 0.5]
    assert judged.points == 2


def test_a_false_alarm_changes_nothing() -> None:
    """A kernel that gives up leaves all the work to the scalar form."""

    def nervous(x: Floats, y: Floats) -> Columns:
        refuse(x > 0.0)
        return (x + y,)

    found = on_points(ratio, nervous, {"x": [1.0, 2.0], "y": 2.0}, PLAIN)[0]
    assert found.tolist() == [2.0, 1.0]


def test_a_kernel_without_a_flag_is_not_believed() -> None:
    """Results that are not finite, and whole numbers that are not exact, are looked at again."""

    def silent(x: Floats, y: Floats) -> Columns:
        return (np.full(x.size, math.inf) + y,)

    assert on_points(ratio, silent, {"x": [1.0], "y": 2.0}, PLAIN)[0].tolist() == [2.0]
    with pytest.raises(DomainError) as refused:
        on_points(parts, parts_kernel, {"x": [1e17]}, FIELDS)
    assert (refused.value.points, refused.value.index) == (1, 0)


def test_infinities_reach_the_kernel_when_allowed() -> None:
    """Not-a-number does not."""

    @formula(infinite=("x",))
    def sign(*, x: float) -> float:
        return math.copysign(1.0, x)

    def signs(x: Floats) -> Columns:
        return (np.sign(x),)

    found = on_points(sign, signs, {"x": [math.inf, -2.0]}, PLAIN, infinite=("x",))[0]
    assert found.tolist() == [1.0, -1.0]
    with pytest.raises(DomainError):
        on_points(sign, signs, {"x": [math.nan]}, PLAIN, infinite=("x",))


@pytest.mark.parametrize("last", [4.0, 7.5])
def test_every_kind_of_column(last: float) -> None:
    """Text, lists as tuples, whole numbers, truth values."""
    names, items, wholes, flags = on_points(
        parts, parts_kernel, {"x": np.array([-1.5, last])}, FIELDS
    )
    assert names.tolist() == ["odd", "even" if last == 4.0 else "odd"]
    assert items.tolist() == [("a", "a"), ("a", "a")]
    assert wholes.tolist() == [-2, math.floor(last)]
    assert flags.tolist() == [False, True]
    assert [one.dtype.kind for one in (names, items, wholes, flags)] == list("UOib")


def test_columns_of_points_that_the_scalar_form_judges() -> None:
    """The same kinds as from a kernel; whole numbers beyond those of floats are refused."""

    def lazy(x: Floats) -> Columns:
        refuse(x < 100.0)
        return parts_kernel(x)

    found = on_points(parts, lazy, {"x": [2.0, 3.0]}, FIELDS)
    expected = on_points(parts, parts_kernel, {"x": [2.0, 3.0]}, FIELDS)
    assert [one.tolist() for one in found] == [one.tolist() for one in expected]
    assert [one.dtype.kind for one in found] == list("UOib")
    with pytest.raises(DomainError) as refused:
        on_points(parts, parts_kernel, {"x": [1e17, 7.0]}, FIELDS)
    assert (refused.value.points, refused.value.index) == (2, 0)


def test_no_point_gives_empty_columns_of_their_kinds() -> None:
    """A shape without any place."""
    found = on_points(parts, parts_kernel, {"x": np.zeros(0)}, FIELDS)
    assert [(one.shape, one.dtype.kind) for one in found] == [((0,), kind) for kind in "UOib"]


def test_helpers_of_kernels() -> None:
    """Cases, choices, lists."""
    rows = np.arange(4)
    taken, left = split(rows, np.array([True, False, True, False]))
    assert (taken.tolist(), left.tolist()) == ([0, 2], [1, 3])
    assert among(np.array([1.0, 2.0, math.inf]), (1.0, math.inf)).tolist() == [True, False, True]
    assert lengths(repeated(("a", "b"), 3)).tolist() == [2, 2, 2]
    assert lengths(repeated((), 0)).tolist() == []
