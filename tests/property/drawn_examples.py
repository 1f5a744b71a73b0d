"""Workspaces as a strategy of Hypothesis: the choices of `drawn_workspace`, one by one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from drawn_collections import drawn_workspace
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from luck import Luck
from scene import Workspace

__all__ = ["EVENLY", "small_in_time", "workspaces"]

EVENLY = "evenly"
"""A backend whose choices depend on nothing but the seed.

Hypothesis' own prefers constants of whatever modules are loaded, so that another order of the
tests would draw other workspaces.
"""


class _Evenly(HypothesisProvider):
    """Every whole number within its limits is as likely as every other."""

    def draw_integer(
        self,
        min_value: int | None = None,
        max_value: int | None = None,
        *,
        weights: dict[int, float] | None = None,
        shrink_towards: int = 0,
    ) -> int:
        """A number between two that are given."""
        if min_value is None or max_value is None or self._random is None:
            raise ValueError("only numbers within limits are drawn")
        return self._random.randint(min_value, max_value)


AVAILABLE_PROVIDERS[EVENLY] = _Evenly


@contextmanager
def small_in_time(steps: int = 120) -> Iterator[None]:
    """End the search for a smaller example after so many steps that made it smaller.

    A workspace is a thousand choices. A hundred steps take away nearly all that a fault does not
    need, in seconds; the rest, which orders what is left, takes five minutes.
    """
    before = engine.MAX_SHRINKS
    engine.MAX_SHRINKS = steps
    try:
        yield
    finally:
        engine.MAX_SHRINKS = before


class _Drawn(Luck):
    """Choices that Hypothesis makes, and makes smaller when they lead to a fault."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._draw(st.integers(least, most))


@st.composite
def workspaces(draw: Any, package: str = "demo") -> Workspace:
    """Workspaces whose collection and package have a name."""
    return drawn_workspace(_Drawn(draw), package)
