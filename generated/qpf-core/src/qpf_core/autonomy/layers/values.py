"""Walking typed values for their numbers, fast where the values are long lists of floats."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache

from pydantic import BaseModel


def members(value: object) -> Iterator[tuple[str, object]] | None:
    """Return the named or numbered parts of a container, None for anything else."""
    if isinstance(value, Mapping):
        return ((str(key), item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return ((str(index), item) for index, item in enumerate(value))
    if isinstance(value, BaseModel):
        return iter(value.__dict__.items())
    if is_dataclass(value) and not isinstance(value, type):
        return ((name, getattr(value, name)) for name in _field_names(type(value)))
    return None


def finite_row(value: object) -> int | None:
    """Return the length of a non-empty list of finite numbers, None for anything else.

    One addition per number at the speed of C: the sum of finite numbers is finite unless it
    overflows, and a sum that is not finite only sends the caller to the slow path.
    """
    if not isinstance(value, list | tuple) or not value or type(value[0]) not in (float, int):
        return None
    try:
        return len(value) if math.isfinite(sum(value)) else None
    except (TypeError, OverflowError):
        return None


@lru_cache(maxsize=512)
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
