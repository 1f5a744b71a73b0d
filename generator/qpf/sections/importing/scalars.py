"""Scalars of the wrong kind: numbers in words and with units, switches, names, days, sizes."""

import re
from collections.abc import Mapping

from qpf.sections.importing.identity import plain_letters
from qpf.sections.importing.loosening import as_text
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report

__all__ = ["NO", "YES", "fit_scalar"]

YES = frozenset({"true", "yes", "on", "enabled", "allowed", "1"})
"""Words that stand for `true`."""

NO = frozenset({"false", "no", "off", "disabled", "forbidden", "none", "0", ""})
"""Words that stand for `false`."""

_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_VERSION = r"^\d+\.\d+\.\d+$"
_SIZE = re.compile(r"\s*([1-9]\d*)\s*([KMG])i?B?\s*", re.IGNORECASE)
_QUANTITY = re.compile(r"(?:[<>≤≥~=]=?)?\s*(?P<number>-?\d[\d_,]*(?:\.\d+)?)\s*(?P<unit>[a-z%]*)")
_PLAIN_UNITS = frozenset({"", "ms", "h", "hr", "hour", "core", "cpu", "replica"})
_MILLISECONDS: Mapping[str, int] = {"s": 1000, "sec": 1000, "second": 1000, "min": 60_000}
_IN_HOURS: Mapping[str, int] = {"d": 24, "day": 24, "week": 168, "w": 168}
_HOURS: Mapping[str, float] = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS: Mapping[str, float] = {word: float(number) for number, word in enumerate(_WORDS)}


def fit_scalar(node: Node, kind: object, pattern: str, name: str, report: Report) -> bool:
    """Fit a value to a kind of scalar and a pattern; False when it cannot be one."""
    is_one = not isinstance(node.value, list | dict) or kind not in (str, int, float)
    if not is_one and not as_text(node, name, report):
        return False
    if isinstance(node.value, list | dict):
        return kind not in (str, int, float, bool)
    before = node.value
    if kind is bool:
        is_known = node.text.lower() in YES | NO
        node.value = node.text.lower() in YES if is_known else node.value
    elif kind in (int, float) and not isinstance(node.value, int | float):
        number = _number(node.text.lower(), name)
        node.value = number if number is not None else node.value
    if kind is int and isinstance(node.value, float) and node.value.is_integer():
        node.value = int(node.value)
    if kind is str:
        node.value = _formed(_as_text(node), pattern)
    is_same = str(node.value).split() == str(before).split()
    if type(node.value) is not type(before) or not is_same:
        words = "as a text" if isinstance(node.value, str) else "as a number"
        words = words if is_same else f"`{node.text}`"
        report.changed(node, f"`{name}`: `{str(before).strip()}` is written {words}")
    return _is_of(node.value, kind, pattern)


def _number(text: str, name: str) -> float | None:
    """The number of a text, in the unit that the name of its key tells."""
    plain = text.strip()
    if plain in _NUMBERS:
        return _NUMBERS[plain]
    if name.endswith("hours") and plain in _HOURS:
        return _HOURS[plain]
    match = _QUANTITY.fullmatch(plain)
    if match is None:
        return None
    number = float(re.sub("[_,]", "", match["number"]))
    unit = match["unit"] if len(match["unit"]) < 3 else match["unit"].removesuffix("s")
    if unit in _PLAIN_UNITS:
        return number
    if unit == "%":
        return number / 100
    if name.endswith("ms") and unit in _MILLISECONDS:
        return number * _MILLISECONDS[unit]
    if name.endswith("hours") and unit in _IN_HOURS:
        return number * _IN_HOURS[unit]
    return None


def _as_text(node: Node) -> str:
    if isinstance(node.value, str):
        return node.value if "\n" in node.value.strip() else node.text
    return node.text


def _formed(text: str, pattern: str) -> str:
    if not pattern or re.search(pattern, text):
        return text
    if pattern == _NAME:
        bare = re.sub(r"\([^()]*\)", "", plain_letters(text))
        word = re.sub(r"[^A-Za-z0-9]+", "_", bare).strip("_")
        return f"n{word}" if word[:1].isdigit() else word
    if pattern == _DATE:
        return text[:10]
    if pattern == _VERSION:
        numbers = re.findall(r"\d+", text)[:3]
        return ".".join([*numbers, "0", "0"][:3]) if numbers else text
    size = _SIZE.fullmatch(text) if "Ki|Mi|Gi" in pattern else None
    if size is not None:
        return f"{size[1]}{size[2].upper()}i"
    return text.replace(" ", "")


def _is_of(value: object, kind: object, pattern: str) -> bool:
    if kind is bool or isinstance(value, bool):
        return isinstance(value, bool) and kind is bool
    if kind is float:
        return isinstance(value, int | float)
    if kind is str:
        return isinstance(value, str) and bool(value) and bool(re.search(pattern, value))
    return not isinstance(kind, type) or isinstance(value, kind)
