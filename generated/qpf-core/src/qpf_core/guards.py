"""Guards at the border of an operation: each raises InputError or returns nothing."""

import math
import re
from collections.abc import Collection, Iterable, Sized
from typing import TypeAlias

from qpf_core.errors import InputError

Numbers: TypeAlias = float | Iterable["Numbers"]


def require_range(
    field: str, value: float, low: float | None = None, high: float | None = None
) -> None:
    """Refuse a number outside `low` to `high` (inclusive); not-a-number is outside any range."""
    if math.isnan(value):
        raise InputError(field, "must be a number")
    if low is not None and value < low:
        raise InputError(field, f"must be at least {low}")
    if high is not None and value > high:
        raise InputError(field, f"must be at most {high}")


def require_finite(field: str, value: Numbers) -> None:
    """Refuse infinities and not-a-number, in a number or at any depth of lists of numbers."""
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise InputError(field, "must be finite")
        return
    for index, item in enumerate(value):
        require_finite(f"{field}.{index}", item)


def require_items(field: str, value: Sized, minimum: int = 0, maximum: int | None = None) -> None:
    """Refuse a collection with fewer than `minimum` or more than `maximum` items."""
    _require_size(field, len(value), minimum, maximum, "items")


def require_length(field: str, value: str, minimum: int = 0, maximum: int | None = None) -> None:
    """Refuse text shorter than `minimum` or longer than `maximum` characters."""
    _require_size(field, len(value), minimum, maximum, "characters")


def require_pattern(field: str, value: str, pattern: str) -> None:
    """Refuse text that the regular expression does not match from end to end."""
    if re.fullmatch(pattern, value) is None:
        raise InputError(field, f"must match `{pattern}`")


def require_one_of(field: str, value: object, allowed: Collection[object]) -> None:
    """Refuse a value that is not among `allowed`; the message lists the choices in their order."""
    if value not in allowed:
        raise InputError(field, f"must be one of {', '.join(str(choice) for choice in allowed)}")


def _require_size(field: str, size: int, minimum: int, maximum: int | None, unit: str) -> None:
    if size < minimum:
        raise InputError(field, f"must have at least {minimum} {unit}")
    if maximum is not None and size > maximum:
        raise InputError(field, f"must have at most {maximum} {unit}")
