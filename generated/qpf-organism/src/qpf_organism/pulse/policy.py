"""How fast a pulse beats, and what it does about beats that it misses."""

import math
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MissBudget", "MissPolicy", "PulsePolicy"]


class MissPolicy(StrEnum):
    """What happens when one or more whole cycles passed without a beat."""

    SKIP = "skip"
    """Leave them out and go on in step."""
    CATCH_UP = "catch_up"
    """Beat at once until none is owed, at most `burst` beats; the rest is left out."""
    FAIL = "fail"
    """Leave them out, and stop when the budget is spent."""


@dataclass(frozen=True, slots=True)
class MissBudget:
    """Beats that may be missed in each run of `window` deadlines."""

    missed: int = 10
    window: int = 1000

    def __post_init__(self) -> None:
        """Refuse numbers without a meaning with a ValueError."""
        if self.missed < 0 or self.window < 1 or self.missed >= self.window:
            raise ValueError("a budget misses at least 0 and fewer than its window of beats")


@dataclass(frozen=True, slots=True, kw_only=True)
class PulsePolicy:
    """The rhythm of a pulse; all times in seconds.

    The cycle in use is `cycle_s / compression ** exponent`, not below `floor_s`, not above
    `ceiling_s`. `priority` is a real-time priority from 1 to 99, or 0 for ordinary scheduling.
    """

    cycle_s: float = 0.001
    floor_s: float = 0.0005
    ceiling_s: float = 0.01
    exponent: float = 0.1
    compression: float = 1.0
    on_miss: MissPolicy = MissPolicy.SKIP
    budget: MissBudget = MissBudget()
    burst: int = 100
    priority: int = 50
    publish_s: float = 0.1

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other with a ValueError."""
        if not 0 < self.floor_s <= self.cycle_s <= self.ceiling_s < math.inf:
            raise ValueError("expected 0 < floor_s <= cycle_s <= ceiling_s")
        if not 0 <= self.priority <= 99 or self.burst < 1 or self.publish_s <= 0:
            raise ValueError("expected a priority up to 99, a burst and a publish_s above 0")
        if not math.isfinite(self.exponent) or not _is_usable(self.compression):
            raise ValueError("expected a finite exponent and a compression above 0")

    def adaptive_cycle(self, compression: float) -> float:
        """Return the cycle in seconds at a compression; what is no number above 0 counts as 1."""
        factor = compression if _is_usable(compression) else 1.0
        try:
            cycle = self.cycle_s / math.pow(factor, self.exponent)
        except (OverflowError, ZeroDivisionError):
            cycle = self.ceiling_s if (factor > 1.0) == (self.exponent < 0.0) else self.floor_s
        return max(self.floor_s, min(cycle, self.ceiling_s))


def _is_usable(compression: float) -> bool:
    return 0 < compression < math.inf
