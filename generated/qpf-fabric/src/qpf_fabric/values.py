"""Typed values out of untyped dictionaries."""

import math
from typing import Any, TypeGuard

_BEYOND = 2**63


def whole(part: dict[str, Any], name: str, default: int) -> int:
    """Return a whole number of 64 bits, or `default` for anything else."""
    value = part.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BEYOND:
        return value
    return default


def number(part: dict[str, Any], name: str, default: float) -> float:
    """Return a finite number, or `default` for anything else."""
    value = part.get(name)
    if is_number(value) and abs(value) < _BEYOND:
        return float(value)
    return default


def text(part: dict[str, Any], name: str, default: str) -> str:
    """Return text, or `default` for anything else."""
    value = part.get(name)
    return value if isinstance(value, str) else default


def flag(part: dict[str, Any], name: str, default: bool) -> bool:
    """Return a truth value, or `default` for anything else."""
    value = part.get(name)
    return value if isinstance(value, bool) else default


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)
