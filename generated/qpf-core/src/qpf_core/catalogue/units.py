"""Units: conversion between units of one dimension, and of rates such as `EUR/kg`.

Money is never converted.
"""

from dataclasses import dataclass

from qpf_core.catalogue._arrays import tidy
from qpf_core.errors import InputError
from qpf_core.guards import require_finite

# Unit -> (dimension, factor to the base unit, offset to the base unit).
_UNITS: dict[str, tuple[str, float, float]] = {
    "1": ("number", 1.0, 0.0),
    "%": ("number", 0.01, 0.0),
    "bps": ("number", 0.0001, 0.0),
    "mg": ("mass", 1e-6, 0.0),
    "g": ("mass", 1e-3, 0.0),
    "kg": ("mass", 1.0, 0.0),
    "t": ("mass", 1000.0, 0.0),
    "lb": ("mass", 0.45359237, 0.0),
    "mm": ("length", 1e-3, 0.0),
    "cm": ("length", 1e-2, 0.0),
    "m": ("length", 1.0, 0.0),
    "km": ("length", 1000.0, 0.0),
    "in": ("length", 0.0254, 0.0),
    "ft": ("length", 0.3048, 0.0),
    "m2": ("area", 1.0, 0.0),
    "ft2": ("area", 0.09290304, 0.0),
    "ml": ("volume", 1e-6, 0.0),
    "l": ("volume", 1e-3, 0.0),
    "m3": ("volume", 1.0, 0.0),
    "ms": ("time", 1e-3, 0.0),
    "s": ("time", 1.0, 0.0),
    "min": ("time", 60.0, 0.0),
    "h": ("time", 3600.0, 0.0),
    "d": ("time", 86400.0, 0.0),
    "K": ("temperature", 1.0, 0.0),
    "C": ("temperature", 1.0, 273.15),
    "F": ("temperature", 5.0 / 9.0, 459.67 * 5.0 / 9.0),
    "Pa": ("pressure", 1.0, 0.0),
    "kPa": ("pressure", 1e3, 0.0),
    "MPa": ("pressure", 1e6, 0.0),
    "bar": ("pressure", 1e5, 0.0),
    "psi": ("pressure", 6894.757293168361, 0.0),
    "J": ("energy", 1.0, 0.0),
    "kJ": ("energy", 1e3, 0.0),
    "kWh": ("energy", 3.6e6, 0.0),
    "B": ("data", 1.0, 0.0),
    "kB": ("data", 1e3, 0.0),
    "MB": ("data", 1e6, 0.0),
    "GB": ("data", 1e9, 0.0),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit."""

    value: float
    unit: str


def convert(value: float, unit: str, to: str) -> float:
    """Convert a value from one unit to another of the same dimension; `a/b` converts a rate.

    Names without an entry in the table (currencies, pieces) convert only to themselves.
    Temperatures are points on the scale, not differences, except in rates. Raises InputError when
    the dimensions differ.
    """
    require_finite("value", value)
    upper, _, lower = unit.partition("/")
    upper_to, _, lower_to = to.partition("/")
    if bool(lower) != bool(lower_to):
        raise InputError("to", "must have the same dimension as the unit")
    if not lower:
        factor, shift = _steps(upper, upper_to)
        return _finite(value * factor + shift)
    return _finite(value * _steps(upper, upper_to)[0] / _steps(lower, lower_to)[0])


def same_dimension(left: str, right: str) -> bool:
    """Tell whether values of one unit can be converted to the other."""
    left_parts, right_parts = left.split("/"), right.split("/")
    return [_dimension(part) for part in left_parts] == [_dimension(part) for part in right_parts]


def is_known(unit: str) -> bool:
    """Tell whether the table holds the unit, or both sides of a rate."""
    return all(part in _UNITS for part in unit.split("/"))


def quantity(value: float, unit: str) -> Quantity:
    """Make a number with a unit."""
    require_finite("value", value)
    return Quantity(value, unit)


def in_unit(amount: Quantity, to: str) -> Quantity:
    """Convert a number with a unit to another unit of the same dimension."""
    return Quantity(convert(amount.value, amount.unit, to), to)


def _dimension(unit: str) -> str:
    return _UNITS[unit][0] if unit in _UNITS else f"only {unit}"


def _steps(unit: str, to: str) -> tuple[float, float]:
    """Return factor and shift from one unit to another."""
    if unit == to:
        return 1.0, 0.0
    if _dimension(unit) != _dimension(to):
        raise InputError("to", "must have the same dimension as the unit")
    _, factor, offset = _UNITS[unit]
    _, factor_to, offset_to = _UNITS[to]
    return factor / factor_to, (offset - offset_to) / factor_to


def _finite(value: float) -> float:
    require_finite("value", value)
    return tidy(value)
