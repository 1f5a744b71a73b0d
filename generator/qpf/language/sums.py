"""Sums that are the same in every Python: since 3.12 the built-in one compensates rounding."""

from collections.abc import Iterable
from functools import reduce
from operator import add

__all__ = ["mean", "total"]


def total(items: Iterable[float]) -> float:
    """The items added from left to right, 0 when there is none."""
    return reduce(add, items, 0)


def mean(items: "list[float] | tuple[float, ...]") -> float:
    """The mean of at least one item."""
    return total(items) / len(items)
