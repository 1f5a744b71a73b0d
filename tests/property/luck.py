"""Choices, made by a seeded generator: the same in tests and in the nightly program."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice", "Luck"]

T = TypeVar("T")


class Luck(ABC):
    """A source of choices; everything comes from whole numbers, so that all sources agree."""

    @abstractmethod
    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""

    def chance(self, percent: int) -> bool:
        """True that often."""
        return self.whole(1, 100) > 100 - percent

    def one(self, items: Iterable[T]) -> T:
        """One of them."""
        known = tuple(items)
        return known[self.whole(0, len(known) - 1)]

    def some(self, items: Iterable[T], least: int, most: int) -> list[T]:
        """Different ones, in any order."""
        rest = list(items)
        count = self.whole(min(least, len(rest)), min(most, len(rest)))
        return [rest.pop(self.whole(0, len(rest) - 1)) for _ in range(count)]

    def either(self, *makers: Callable[[], T]) -> T:
        """What one of the functions gives."""
        return self.one(makers)()

    def list_of(self, make: Callable[[], T], least: int, most: int) -> list[T]:
        """Several of what a function gives."""
        return [make() for _ in range(self.whole(least, most))]


class Dice(Luck):
    """Choices from a seed; the same on every machine."""

    def __init__(self, seed: str) -> None:
        """`seed` is any text."""
        self._random = Random(seed)

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))


def cycled(items: Sequence[T], number: int) -> T:
    """The item at a number, counted around."""
    return items[number % len(items)]
