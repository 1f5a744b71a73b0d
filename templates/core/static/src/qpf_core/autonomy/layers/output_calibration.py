"""Layer `output_calibration`: numbers that leave are finite and lie where their name promises."""

import math
from types import MappingProxyType

from qpf_core.autonomy.layers.base import Bounds, Check, LayerSetup, SafetyViolation
from qpf_core.autonomy.layers.values import columns, lies_within, members

_PROBABILITY = (0.0, 1.0)
_CORRELATION = (-1.0, 1.0)
DEFAULT_BOUNDS: Bounds = MappingProxyType(
    {
        "confidence": _PROBABILITY,
        "probability": _PROBABILITY,
        "score": _CORRELATION,
        "similarity": _CORRELATION,
    }
)
_ANYTHING = (-math.inf, math.inf)
_SLACK = 1e-9  # a cosine of equal vectors may exceed one by rounding


class OutputCalibration:
    """Stops results with infinities, not-a-number, or a probability that is none."""

    def __init__(self, setup: LayerSetup) -> None:
        """Take the nesting limit of the set-up."""
        self._max_depth = setup.max_depth

    def before(self, check: Check) -> None:
        """Accept every input: this layer looks at the result."""

    def after(self, check: Check, result: object) -> None:
        """Raise SafetyViolation for a number outside its bounds."""
        bounds = {**DEFAULT_BOUNDS, **check.bounds} if check.bounds else DEFAULT_BOUNDS
        self._walk("result", result, bounds, self._max_depth)

    def _walk(self, name: str, value: object, bounds: Bounds, depth: int) -> None:
        if isinstance(value, float):
            _require(name, value, bounds)
            return
        if depth == 0 or isinstance(value, str) or self._fits(name, value, bounds):
            return
        rows = columns(value) if depth > 1 else None
        if rows is not None:
            for field, column in rows:
                self._walk(field, column, bounds, depth - 1)
            return
        for part, item in members(value) or ():
            # the numbers of a list answer to the name of the list
            self._walk(name if part.isdigit() else part, item, bounds, depth - 1)

    @staticmethod
    def _fits(name: str, value: object, bounds: Bounds) -> bool:
        """Tell at a glance that a list of numbers is as it should be."""
        low, high = bounds.get(name, _ANYTHING)
        return lies_within(value, low - _SLACK, high + _SLACK)


def _require(name: str, value: float, bounds: Bounds) -> None:
    if not math.isfinite(value):
        raise SafetyViolation(f"{name} is not a finite number")
    low, high = bounds.get(name, _ANYTHING)
    if not low - _SLACK <= value <= high + _SLACK:
        raise SafetyViolation(f"{name} is outside {low:g} to {high:g}")
