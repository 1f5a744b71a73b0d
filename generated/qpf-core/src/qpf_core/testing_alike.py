"""What derived tests compare by: plain values within rounding, inputs that are not refused."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from qpf_core.errors import CoreError, InputError

_LIMITED = ("must be at ", "must have at ", "must be one of ")
"""How guards begin the reason of a refusal by a limit."""


class alike:  # pylint: disable=invalid-name,too-few-public-methods
    """Equal to plain values of the same shape: numbers within rounding, `...` to anything.

    A key whose value is `...` may be missing; every other key must be there, and no more.
    """

    __slots__ = ("_expected",)
    __hash__ = None  # type: ignore[assignment]  # what is alike is not the same

    def __init__(self, expected: object) -> None:
        """Expect a value in plain form."""
        self._expected = expected

    def __eq__(self, actual: object) -> bool:
        """Tell whether `actual` is like what is expected."""
        return _is_alike(actual, self._expected)

    def __repr__(self) -> str:
        """Show what is expected, for the message of a failed assertion."""
        return f"alike({self._expected!r})"


@contextmanager
def taking(field: str) -> Iterator[None]:
    """Fail when a limit of the input `field` refuses it inside; other refusals are no matter.

    At a limit a call may well lead to nothing: no model, no partner that answers.
    """
    try:
        yield
    except InputError as refused:
        by_limit = refused.reason.startswith(_LIMITED)
        assert not (by_limit and refused.field == field), str(refused)
    except CoreError as other:
        assert other.code != InputError.code


def _is_alike(actual: object, expected: object) -> bool:
    if expected is ...:
        return True
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and _has_alike(actual, expected)
    if isinstance(expected, list):
        same = isinstance(actual, list) and len(actual) == len(expected)
        return same and all(map(_is_alike, actual, expected))  # type: ignore[call-overload]
    if _is_number(expected):
        return _is_number(actual) and math.isclose(
            float(str(actual)), float(str(expected)), rel_tol=1e-6, abs_tol=1e-9
        )
    return type(actual) is type(expected) and actual == expected


def _has_alike(actual: Mapping[object, object], expected: Mapping[object, object]) -> bool:
    return set(actual) <= set(expected) and all(
        _is_alike(actual[key], value) if key in actual else value is ...
        for key, value in expected.items()
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
