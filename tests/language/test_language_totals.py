"""Sums told at emission are the same in every Python."""

from qpf.language.sums import mean, total


def test_items_are_added_from_left_to_right() -> None:
    # a compensated sum gives 2.0, and so does the built-in one since Python 3.12
    assert total([1.0, 1e100, 1.0, -1e100]) == 0.0
    assert mean([1.0, 1e100, 1.0, -1e100]) == 0.0


def test_nothing_adds_up_to_nothing() -> None:
    assert total([]) == 0
    assert total(one for one in (1, 2, 3)) == 6
