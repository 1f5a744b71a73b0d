"""Plain values are alike within rounding; inputs are taken or refused."""

import pytest

from qpf_core.errors import CoreError, InputError, NotFound
from qpf_core.testing_alike import alike, taking


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, 1.0),
        (0.1 + 0.2, 0.3),
        ("a", "a"),
        (None, None),
        (True, True),
        ([1, {"a": 2.0}], [1.0, {"a": 2}]),
        ({"a": 1}, {"a": ..., "b": ...}),
        ([object()], [...]),
    ],
)
def test_alike(actual: object, expected: object) -> None:
    assert actual == alike(expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, 2),
        (1, True),
        (True, 1),
        ("1", 1),
        (1, "1"),
        ([1], [1, 2]),
        (1, [1]),
        (1, {}),
        ({"a": 1}, {}),
        ({}, {"a": None}),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_unlike(actual: object, expected: object) -> None:
    assert actual != alike(expected)
    assert repr(alike(expected)) == f"alike({expected!r})"


@pytest.mark.parametrize(
    "other", [InputError("b", "must be at least 1"), InputError("a", "must fit"), NotFound("x")]
)
def test_what_is_not_the_limit_is_no_matter(other: CoreError) -> None:
    with taking("a"):
        raise other


def test_a_limit_that_refuses_is_told() -> None:
    with pytest.raises(AssertionError, match="a: must be at least 1"), taking("a"):
        raise InputError("a", "must be at least 1")
