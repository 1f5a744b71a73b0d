"""Validation of what is sensed: every value is a finite number, or a truth value, in its range.

Each function takes the field's name first and raises `InputError` with it and a reason. The usual
case, a value of the exact type inside its range, costs one comparison.
"""

import math
from collections.abc import Iterable
from typing import Any

from qpf_core.errors import InputError

_INFINITY = math.inf


def real(field: str, value: Any, low: float = -_INFINITY, high: float = _INFINITY) -> float:
    """Return a finite number from `low` to `high` as a float."""
    if isinstance(value, float) and low <= value <= high and -_INFINITY < value < _INFINITY:
        return value
    return _bounded(field, _finite(field, value), low, high)


def clamped(field: str, value: Any, low: float = -_INFINITY, high: float = _INFINITY) -> float:
    """Return a finite number as a float, moved to the nearer end when it lies outside."""
    if isinstance(value, float) and low <= value <= high and -_INFINITY < value < _INFINITY:
        return value
    return min(max(_finite(field, value), low), high)


def nearest(field: str, value: float, low: float, high: float) -> float:
    """Return the number nearest to `value` from `low` to `high`; not-a-number has none."""
    if low <= value <= high:
        return value
    if math.isnan(value):
        raise InputError(field, "must be a number")
    return low if value < low else high


def whole(field: str, value: Any, low: float = -_INFINITY, high: float = _INFINITY) -> int:
    """Return a whole number from `low` to `high`; truth values are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(field, "must be a whole number")
    _bounded(field, value, low, high)
    return value


def truth(field: str, value: Any) -> bool:
    """Return a truth value; numbers and text are none."""
    if not isinstance(value, bool):
        raise InputError(field, "must be true or false")
    return value


def known_senses(given: Iterable[Any], known: frozenset[str]) -> None:
    """Refuse the first name that is not sensed."""
    for name in given:
        if name not in known:
            raise InputError(str(name), f"is not sensed; known are {', '.join(sorted(known))}")


def _finite(field: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(field, "must be a number")
    try:
        number = float(value)
    except OverflowError as fault:
        raise InputError(field, "must be finite") from fault
    if not math.isfinite(number):
        raise InputError(field, "must be a number" if math.isnan(number) else "must be finite")
    return number


def _bounded(field: str, number: float, low: float, high: float) -> float:
    if number < low:
        raise InputError(field, f"must be at least {low:g}")
    if number > high:
        raise InputError(field, f"must be at most {high:g}")
    return number
