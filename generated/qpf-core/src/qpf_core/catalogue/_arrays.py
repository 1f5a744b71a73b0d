"""From lists of numbers to checked numpy arrays.

Every refusal names the field that broke the rule.
"""

import math
from collections.abc import Sequence
from struct import Struct, error as StructError

import numpy as np
from numpy.typing import NDArray

from qpf_core.errors import InputError

Array = NDArray[np.float64]

# Results are rounded so that the last bits, which differ between processors, never decide an order
# or an example.
DIGITS = 12


def vector(field: str, values: Sequence[float], minimum: int = 1) -> Array:
    """Return finite numbers as an array of at least `minimum` entries."""
    if len(values) < minimum:
        raise InputError(field, f"must have at least {minimum} items")
    row: Array = matrix(field, [values], len(values))[0]
    return row


def matrix(field: str, rows: Sequence[Sequence[float]], width: int | None = None) -> Array:
    """Return rows of equal length as a two-dimensional array of finite numbers.

    Packing row by row is five times as fast as `numpy.array` on nested lists, and it refuses a row
    of another length or a value that is no number on the way.
    """
    columns = width if width is not None else len(rows[0]) if rows else 0
    pack = Struct(f"{columns}d").pack
    try:
        packed = b"".join([pack(*row) for row in rows])
    except (StructError, TypeError, OverflowError):
        raise _misfit(field, rows, columns) from None
    table = np.frombuffer(packed, dtype=np.float64).reshape(len(rows), columns)
    if not np.isfinite(table).all():
        raise InputError(field, "must be finite")
    return table


def same_length(field: str, left: Sequence[object], right: Sequence[object]) -> None:
    """Refuse two lists that do not pair up."""
    if len(left) != len(right):
        raise InputError(field, f"must have {len(right)} items")


def positive(field: str, value: float) -> None:
    """Refuse anything but a finite number above zero."""
    if not 0.0 < value < float("inf"):
        raise InputError(field, "must be finite and greater than 0")


def probabilities(field: str, values: Sequence[float]) -> Array:
    """Return at least one number, each within 0 and 1."""
    array = vector(field, values)
    if bool((array < 0.0).any()) or bool((array > 1.0).any()):
        raise InputError(field, "must lie within 0 and 1")
    return array


def tidy(value: float) -> float:
    """Round to the digits that are the same on every machine; minus zero becomes zero.

    Finite input may still give a result beyond the largest number; that is refused, not returned.
    """
    if not math.isfinite(value):
        raise InputError("result", "is out of the range of numbers")
    return round(float(value), DIGITS) + 0.0


def tidy_list(values: Array) -> list[float]:
    """Round an array like `tidy` and return plain numbers."""
    # numpy rounds by scaling, which overflows for large numbers and moves the last bit of others
    return [tidy(value) for value in values.tolist()]


def _misfit(field: str, rows: Sequence[Sequence[float]], width: int) -> InputError:
    for index, row in enumerate(rows):
        if len(row) != width:
            return InputError(f"{field}.{index}", f"must have {width} numbers")
    return InputError(field, "must hold numbers only")
