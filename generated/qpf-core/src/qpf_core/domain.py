"""What every formula shares: numbers come in, a finite result goes out, or a domain error.

A formula is a keyword function of floats. Overflow, division by zero and arguments that a function
of `math` has no value for are refusals of the same kind as a broken rule of its domain.
"""

import math
from collections.abc import Callable, Collection
from functools import wraps
from typing import ParamSpec, TypeVar

from qpf_core.errors import DomainError

P = ParamSpec("P")
R = TypeVar("R")

LARGEST_WHOLE = 2**53
"""Up to here every whole number is a float too, so that both forms of a formula agree."""

NOT_FINITE = "the result is not finite"
NO_CASE = "no case holds"


def formula(*, infinite: Collection[str] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse inputs and results that are no finite numbers; `infinite` inputs may be infinities.

    Raises DomainError, also in place of the arithmetic errors of the formula itself.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__name__

        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            for key, value in kwargs.items():
                # most values are finite floats; the rest is looked at closely
                if not (isinstance(value, float) and math.isfinite(value)):
                    _require_number(name, key, value, key in infinite)
            try:
                result = function(*args, **kwargs)
            except DomainError as fault:  # perhaps of a formula that this one calls
                raise DomainError(name, fault.reason) from fault
            except (ArithmeticError, ValueError) as fault:
                raise DomainError(name, NOT_FINITE) from fault
            if not is_finite(result):
                raise DomainError(name, NOT_FINITE)
            return result

        return guarded

    return decorate


def is_finite(value: object) -> bool:
    """Tell whether every number of a result is finite, and whole ones exact as floats."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -LARGEST_WHOLE <= value <= LARGEST_WHOLE
    # what `dataclasses.fields` reads, without the tuple that it builds every time
    names = getattr(type(value), "__dataclass_fields__", ())
    return all(is_finite(getattr(value, name)) for name in names)


def _require_number(name: str, key: str, value: object, may_be_infinite: bool) -> None:
    """Refuse what is no number, and numbers that an input may not be."""
    try:
        number = float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:  # a whole number too large for a float
        number = math.nan
    if math.isnan(number) or (math.isinf(number) and not may_be_infinite):
        raise DomainError(name, f"{key} must be finite")
