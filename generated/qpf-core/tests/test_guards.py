"""Guards: the exact border of each, and the sentence it answers with."""

from collections.abc import Callable

import pytest

from qpf_core import guards
from qpf_core.errors import InputError


@pytest.mark.parametrize(
    "accepted",
    [
        lambda: guards.require_range("x", 0, 0, 1),
        lambda: guards.require_range("x", 1.0, 0, 1),
        lambda: guards.require_range("x", -5),
        lambda: guards.require_finite("x", [[1, 2.5], []]),
        lambda: guards.require_items("x", [1, 2], 2, 2),
        lambda: guards.require_length("x", "ab", 2, 2),
        lambda: guards.require_pattern("x", "ab12", r"[a-z]+\d+"),
        lambda: guards.require_one_of("x", "a", ("a", "b")),
    ],
)
def test_values_on_the_border_pass(accepted: Callable[[], None]) -> None:
    """Both limits belong to the range."""
    assert accepted() is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: guards.require_range("x", -0.001, 0, 1), "x: must be at least 0"),
        (lambda: guards.require_range("x", 1.001, 0, 1), "x: must be at most 1"),
        (lambda: guards.require_range("x", float("nan")), "x: must be a number"),
        (lambda: guards.require_finite("x", float("inf")), "x: must be finite"),
        (lambda: guards.require_finite("x", [[0.0, float("nan")]]), "x.0.1: must be finite"),
        (lambda: guards.require_items("x", [1], 2), "x: must have at least 2 items"),
        (lambda: guards.require_items("x", [1, 2], 0, 1), "x: must have at most 1 items"),
        (lambda: guards.require_length("x", "", 1), "x: must have at least 1 characters"),
        (lambda: guards.require_pattern("x", "ab\n", "[a-z]+"), "x: must match `[a-z]+`"),
        (lambda: guards.require_one_of("x", "c", ("a", "b")), "x: must be one of a, b"),
    ],
)
def test_values_past_the_border_are_named(refused: Callable[[], None], message: str) -> None:
    """The message names the field and the rule."""
    with pytest.raises(InputError) as caught:
        refused()
    assert str(caught.value) == message
