"""What tests of formulas share: one point in both forms, many points in both forms."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from qpf_core.arrays import judging
from qpf_core.errors import DomainError

_DIGITS = 1e-12
_TWIN_DIGITS = 1e-9


@dataclass(frozen=True, slots=True)
class Refused:
    """The formula has no value, for this reason."""

    reason: str


def check_point(
    scalar: Callable[..., object],
    twin: Callable[..., object],
    given: Mapping[str, float],
    expected: object,
    is_regular: bool = True,
) -> None:
    """Assert what both forms of a formula give at one point; `expected` is plain, or `Refused`.

    Records are mappings from fields to values; the form for arrays takes the point twice, unless
    there is nothing to give. A formula that `is_regular` leaves no point inside of its domain to
    the scalar form; leaving all of them to it gives the same.
    """
    twice = {name: np.full(2, value) for name, value in given.items()}
    places: list[tuple[int, ...]] = [(0,), (1,)] if given else [()]
    if not isinstance(expected, Refused):
        assert is_close(plain(scalar(**given)), expected, _DIGITS)
        with judging() as judged:
            found = twin(**twice)
        assert judged.points == 0 or not is_regular
        with judging(everything=True):
            same = twin(**twice)
        for place in places:
            assert is_close(item(found, place), expected, _TWIN_DIGITS)
            assert is_close(item(same, place), expected, _TWIN_DIGITS)
        return
    error = _refusal(lambda: scalar(**given))
    assert (error.formula, error.reason) == (scalar.__name__, expected.reason)
    error = _refusal(lambda: twin(**twice))
    assert error.reason == expected.reason
    assert (error.points, error.index) == (len(places), 0)


def _refusal(call: Callable[[], object]) -> DomainError:
    """Return the error of a call that must be refused."""
    try:
        value = call()
    except DomainError as error:
        return error
    raise AssertionError(f"the formula has the value {value!r}, but it should refuse")


def check_twin(
    scalar: Callable[..., object],
    twin: Callable[..., object],
    names: Sequence[str],
    points: Sequence[Sequence[float]],
) -> None:
    """Assert that the form for arrays gives what the scalar form gives, point by point.

    Points outside of the domain are counted, the first one is told; those inside have equal values.
    """
    inside, faults = [], []
    for index, point in enumerate(points):
        try:
            inside.append((point, plain(scalar(**dict(zip(names, point, strict=True))))))
        except DomainError as fault:
            faults.append((index, fault.reason))
    if faults:
        error = _refusal(lambda: twin(**_columns(names, points)))
        assert (error.points, error.index, error.reason) == (len(faults), *faults[0])
    result = twin(**_columns(names, [point for point, _ in inside]))
    for index, (_, expected) in enumerate(inside):
        assert is_close(item(result, (index,)), expected, _TWIN_DIGITS)


def _columns(names: Sequence[str], points: Sequence[Sequence[float]]) -> dict[str, object]:
    return {name: np.array([one[at] for one in points]) for at, name in enumerate(names)}


def plain(value: object) -> object:
    """Return a result as plain values: records as mappings, lists as tuples."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.item())
    return tuple(value) if isinstance(value, list) else value


def item(value: object, index: tuple[int, ...]) -> object:
    """Return the result at one place of an array, or of a record of arrays, as plain values."""
    if isinstance(value, np.ndarray):
        return plain(value[index])
    assert is_dataclass(value), "neither an array nor a record of arrays"
    return {field.name: item(getattr(value, field.name), index) for field in fields(value)}


def is_close(actual: object, expected: object, digits: float) -> bool:
    """Tell whether plain values are equal, floats within a share of their size."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return list(actual) == list(expected) and all(
            is_close(actual[name], one, digits) for name, one in expected.items()
        )
    if isinstance(expected, float) and isinstance(actual, float):
        return math.isclose(actual, expected, rel_tol=digits, abs_tol=digits * 1e-3)
    return type(actual) is type(plain(expected)) and actual == plain(expected)
