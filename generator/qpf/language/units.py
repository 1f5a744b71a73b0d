"""Numbers with units in policy texts: `500ms`, `5_percent`, `$100,000`, `0_95`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["UNITS", "Quantity", "UnknownUnit", "read_quantity"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the base unit of its dimension: `ms`, `bytes`, `1` (a share), or "" for none."""

    value: float
    unit: str


class UnknownUnit(ValueError):
    """The text after a number is no unit; the argument is that text."""


UNITS: Mapping[str, tuple[str, float]] = {
    "ms": ("ms", 1.0),
    "milliseconds": ("ms", 1.0),
    "s": ("ms", 1000.0),
    "sec": ("ms", 1000.0),
    "seconds": ("ms", 1000.0),
    "min": ("ms", 60_000.0),
    "minutes": ("ms", 60_000.0),
    "h": ("ms", 3_600_000.0),
    "hours": ("ms", 3_600_000.0),
    "days": ("ms", 86_400_000.0),
    "%": ("1", 0.01),
    "percent": ("1", 0.01),
    "bytes": ("bytes", 1.0),
    "kb": ("bytes", 1e3),
    "mb": ("bytes", 1e6),
    "gb": ("bytes", 1e9),
    "usd": ("", 1.0),
    "eur": ("", 1.0),
}
"""Units by their lower-case spelling: the base unit, and how many of it one is."""

_QUANTITY = re.compile(
    r"[$€£]?\s*(?P<sign>[+-]?)"
    r"(?P<number>\d{1,3}(?:[,_]\d{3})+(?:\.\d+)?|\d+[._]\d+|\d+)"
    r"[\s_]*(?P<unit>[^\W\d_]+|%)?\s*$"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,_]\d{3})+(?:\.\d+)?")


def read_quantity(text: str) -> Quantity | None:
    """Read a number with an optional unit; None when it is no number."""
    hit = _QUANTITY.match(text.strip())
    if hit is None:
        return None
    number = hit["number"]
    if _GROUPED.fullmatch(number):
        value = float(number.replace(",", "").replace("_", ""))
    else:
        value = float(number.replace("_", "."))
    value = -value if hit["sign"] == "-" else value
    unit = hit["unit"]
    if unit is None:
        return Quantity(value, "")
    if unit.lower() not in UNITS:
        raise UnknownUnit(unit)
    base, factor = UNITS[unit.lower()]
    return Quantity(round(value * factor, 12), base)
