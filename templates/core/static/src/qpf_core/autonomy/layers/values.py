"""Walking typed values for their numbers, fast where the values are long lists of floats."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from qpf_core.plain import plain_names

_LEAVES: Mapping[type, int] = MappingProxyType({str: 0, type(None): 0, int: 1, bool: 1})
"""How many numbers a value of a simple type is."""


def members(value: object) -> Iterator[tuple[str, object]] | None:
    """Return the parts of a container, named as they travel or numbered; None for no container."""
    if isinstance(value, Mapping):
        return ((str(key), item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return ((str(index), item) for index, item in enumerate(value))
    if isinstance(value, BaseModel):
        return iter(value.__dict__.items())
    if is_dataclass(value) and not isinstance(value, type):
        names = plain_names(type(value))
        return ((known_as, getattr(value, name)) for name, known_as in names)
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


def finite_numbers(value: Any, depth: int) -> int | None:
    """Return how many numbers a value holds, when all are finite and none is deeper than `depth`.

    None means that something is wrong, or too unusual for the fast way: look closer.
    """
    kind = type(value)
    if kind in _LEAVES:
        return _LEAVES[kind]
    if kind is float:
        return 1 if math.isfinite(value) else None
    row = finite_row(value)
    if row is not None:
        return row
    parts = _parts(value, kind) if depth > 0 else None
    if parts is None:
        return None
    total = 0
    for part in parts:
        count = finite_numbers(part, depth - 1)
        if count is None:
            return None
        total += count
    return total


def columns(value: object) -> Iterator[tuple[str, list[object]]] | None:
    """Return the fields of a list of like data objects as columns, None for anything else."""
    if not isinstance(value, list) or not value:
        return None
    kind = type(value[0])
    if len(set(map(type, value))) > 1 or not is_dataclass(kind):
        return None
    names = plain_names(kind)
    return ((known_as, list(map(attrgetter(name), value))) for name, known_as in names)


def lies_within(row: Any, low: float, high: float) -> bool:
    """Tell whether every item of a list is a finite number from `low` to `high`."""
    return finite_row(row) is not None and low <= min(row) and max(row) <= high


def _parts(value: Any, kind: type) -> Iterable[Any] | None:
    if kind is list or kind is tuple:
        return tuple(value)
    if kind is dict:
        return tuple(value.values())
    getter = _getter(kind)
    return None if getter is None else getter(value)


@lru_cache(maxsize=512)
def _getter(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what gives all fields of a data object at once."""
    if not is_dataclass(kind):
        return None
    names = [name for name, _ in plain_names(kind)]
    if len(names) < 2:
        return lambda value: tuple(getattr(value, name) for name in names)
    return attrgetter(*names)
