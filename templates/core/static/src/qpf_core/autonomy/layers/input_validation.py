"""Layer `tensor_input_validation`: finite numbers and bounded sizes in what comes in."""

import math

from qpf_core.autonomy.layers.base import Check, LayerSetup
from qpf_core.autonomy.layers.values import finite_numbers, finite_row, members
from qpf_core.errors import InputError, TooLarge


class TensorInputValidation:
    """Refuses infinities, not-a-number, too many numbers and too deep a nesting."""

    def __init__(self, setup: LayerSetup) -> None:
        """Take the limits of the set-up."""
        self._max_numbers = setup.max_numbers
        self._max_depth = setup.max_depth

    def before(self, check: Check) -> None:
        """Raise InputError or TooLarge for arguments outside the limits."""
        if check.arguments:
            count = finite_numbers(dict(check.arguments), self._max_depth + 1)
            if count is not None and count <= self._max_numbers:
                return
            left = self._max_numbers
            for name, value in check.arguments.items():
                left = self._walk(name, value, left, self._max_depth)

    def after(self, check: Check, result: object) -> None:
        """Accept every result: this layer looks at the input."""

    def _walk(self, path: str, value: object, left: int, depth: int) -> int:
        """Return how many numbers may still come."""
        row = finite_row(value)
        if row is not None:
            return self._spend(path, left, row)
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(path, "must be finite")
        if isinstance(value, int | float):
            return self._spend(path, left, 1)
        parts = members(value)
        if parts is None:
            return left
        if depth == 0:
            raise InputError(path, "is nested too deeply")
        for name, item in parts:
            left = self._walk(f"{path}.{name}", item, left, depth - 1)
        return left

    def _spend(self, path: str, left: int, count: int) -> int:
        if count > left:
            raise TooLarge(f"{path}: more than {self._max_numbers} numbers in one call")
        return left - count
