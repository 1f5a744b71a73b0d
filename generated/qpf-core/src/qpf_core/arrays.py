"""Formulas over arrays: the same values and refusals as the scalar form, a block at a time.

A formula brings two forms. Its kernel computes a block of points with numpy and may assume that
nothing goes wrong; its scalar form decides every block in which something did (a rule of the domain
is broken, a floating-point flag is raised, a result is not finite). So the refusals of both forms
are the same by construction, and only numpy's `log`, `exp` and `pow` may differ, in the last digit.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qpf_core.domain import LARGEST_WHOLE
from qpf_core.errors import DomainError

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Texts: TypeAlias = NDArray[np.str_]
Lists: TypeAlias = NDArray[np.object_]
"""An array of tuples: the form for arrays of a result that is a list."""
Rows: TypeAlias = NDArray[np.intp]
Columns: TypeAlias = tuple[ArrayLike, ...]
Kernel: TypeAlias = Callable[..., Columns]

BLOCK = 1 << 14
"""Points computed at once: their intermediate values stay in the cache of a core."""

_EMPTY = {
    "float": np.float64,
    "int": np.int64,
    "bool": np.bool_,
    "str": np.str_,
    "list": np.object_,
}


@dataclass(slots=True)
class Judged:
    """How many points scalar forms judged; with `everything`, kernels are not even tried."""

    points: int = 0
    everything: bool = False


_JUDGED: ContextVar[Judged | None] = ContextVar("judged", default=None)


@contextmanager
def judging(everything: bool = False) -> Iterator[Judged]:
    """Count the points that kernels leave to scalar forms meanwhile, or leave `everything`."""
    judged = Judged(everything=everything)
    token = _JUDGED.set(judged)
    try:
        yield judged
    finally:
        _JUDGED.reset(token)


class Irregular(Exception):
    """A block has a point that only the scalar form can judge."""


@dataclass(frozen=True, slots=True)
class Column:
    """A part of the result: its field (empty for a plain result) and the kind of its values."""

    field: str
    kind: str


def on_points(
    scalar: Callable[..., object],
    kernel: Kernel,
    inputs: Mapping[str, ArrayLike],
    columns: Sequence[Column],
    infinite: Collection[str] = (),
) -> tuple[NDArray[Any], ...]:
    """Evaluate a formula at every point of its inputs, which are broadcast against each other.

    Returns an array a column, of the common shape. Raises DomainError with the number of points
    outside of the domain, the flat index of the first one, and the reason of that one; ValueError
    for shapes that do not fit each other and for what is no number.
    """
    arrays = {name: np.asarray(given, dtype=np.float64) for name, given in inputs.items()}
    shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    blocks = []
    faults: list[tuple[int, str]] = []
    for start, block in _blocks(arrays, shape):
        found = _regular(kernel, block, columns, infinite)
        if found is None:
            found = _one_by_one(scalar, block, columns, start, faults)
        blocks.append(found)
    if faults:
        index, reason = faults[0]
        raise DomainError(scalar.__name__, reason, len(faults), index)
    if not blocks:
        return tuple(np.empty(shape, dtype=_EMPTY[column.kind]) for column in columns)
    return tuple(np.concatenate(parts).reshape(shape) for parts in zip(*blocks, strict=True))


def refuse(outside: Flags) -> None:
    """Leave the block to the scalar form when any point of it breaks a rule of the domain."""
    if outside.any():
        raise Irregular


def split(rows: Rows, chosen: Flags) -> tuple[Rows, Rows]:
    """Return the rows that a case takes, and those that it leaves."""
    return rows[chosen], rows[~chosen]


def among(values: Floats, choices: Iterable[float]) -> Flags:
    """Tell which values are equal to one of the choices."""
    found = np.zeros(values.shape, dtype=np.bool_)
    for choice in choices:
        found |= values == choice
    return found


def lengths(lists: Lists) -> Wholes:
    """Return the length of each list."""
    return np.asarray(np.frompyfunc(len, 1, 1)(lists), dtype=np.int64)


def repeated(value: tuple[str, ...], size: int) -> Lists:
    """Return an array that holds the same tuple at every place."""
    found = np.empty(size, dtype=np.object_)
    found.fill(value)
    return found


def _blocks(
    arrays: Mapping[str, Floats], shape: tuple[int, ...]
) -> Iterator[tuple[int, dict[str, Floats]]]:
    """The inputs of each block, and the flat index of its first point."""
    size = math.prod(shape)
    sources = {name: _source(array, shape) for name, array in arrays.items()}
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        yield start, {name: source(start, stop) for name, source in sources.items()}


def _source(array: Floats, shape: tuple[int, ...]) -> Callable[[int, int], Floats]:
    """How to take a slice of an input, in the order of the flat result."""
    if array.size == 1:
        constant = np.full(min(BLOCK, math.prod(shape)), array.reshape(-1)[0])
        return lambda start, stop: constant[: stop - start]
    flat = np.broadcast_to(array, shape).reshape(-1)
    return lambda start, stop: flat[start:stop]


def _regular(
    kernel: Kernel,
    block: Mapping[str, Floats],
    columns: Sequence[Column],
    infinite: Collection[str],
) -> tuple[NDArray[Any], ...] | None:
    """The result of a block in which every point is inside of the domain, or None."""
    judged = _JUDGED.get()
    if judged is not None and judged.everything:
        return None
    for name, values in block.items():
        is_sound = ~np.isnan(values) if name in infinite else np.isfinite(values)
        if not is_sound.all():
            return None
    size = next(iter(block.values())).size
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
            found = kernel(**block)
            return tuple(
                _column(values, column.kind, size)
                for values, column in zip(found, columns, strict=True)
            )
    except (FloatingPointError, Irregular, DomainError):
        return None


def _column(values: ArrayLike, kind: str, size: int) -> NDArray[Any]:
    """The values of a column with their type; raises Irregular for a number that is not finite."""
    if kind in ("str", "list"):
        return np.broadcast_to(np.asarray(values, dtype=_EMPTY[kind]), size)
    found = np.broadcast_to(np.asarray(values, dtype=np.bool_ if kind == "bool" else None), size)
    if kind == "bool":
        return found
    if not np.isfinite(found).all():
        raise Irregular
    if kind == "int":
        if (np.abs(found) > LARGEST_WHOLE).any():
            raise Irregular
        return found.astype(np.int64)
    return found.astype(np.float64, copy=False)


def _one_by_one(
    scalar: Callable[..., object],
    block: Mapping[str, Floats],
    columns: Sequence[Column],
    start: int,
    faults: list[tuple[int, str]],
) -> tuple[NDArray[Any], ...]:
    """The result of the scalar form at each point; points outside of the domain are noted."""
    results = []
    judged = _JUDGED.get()
    if judged is not None:
        judged.points += next(iter(block.values())).size
    for index, point in enumerate(
        zip(*(values.tolist() for values in block.values()), strict=True)
    ):
        try:
            results.append(scalar(**dict(zip(block, point, strict=True))))
        except DomainError as fault:
            faults.append((start + index, fault.reason))
    return tuple(_collected(results, column) for column in columns)


def _collected(results: Sequence[Any], column: Column) -> NDArray[Any]:
    values = [getattr(one, column.field) if column.field else one for one in results]
    if column.kind != "list":
        return np.array(values, dtype=_EMPTY[column.kind])
    found = np.empty(len(values), dtype=np.object_)
    for index, value in enumerate(values):
        found[index] = tuple(value)
    return found
