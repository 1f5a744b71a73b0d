"""What a plain YAML scalar stands for, by the core schema of YAML 1.2.

The same text may mean something else to a YAML 1.1 reader; such a difference is named, so that a
warning can be given before someone is surprised by it.
"""

import math
import re
from typing import NamedTuple

__all__ = [
    "AMBIGUOUS_WORDS",
    "Ambiguity",
    "NotFinite",
    "TooLarge",
    "ambiguity",
    "is_plainly_text",
    "plain_value",
]

AMBIGUOUS_WORDS = frozenset(
    form for word in ("yes", "no", "on", "off") for form in (word, word.title(), word.upper())
)
"""Text here, booleans in YAML 1.1."""

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC = frozenset("0123456789+-.")
_SPECIAL_STARTS = _NUMERIC | {""}
_SPECIAL_WORDS = AMBIGUOUS_WORDS | set(_WORDS)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_OLD_OCTAL = re.compile(r"[-+]?0[0-9_]+")
_OLD_SIXTIES = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_OLD_BINARY = re.compile(r"[-+]?0b[01_]+")
_OLD_GROUPED = re.compile(r"[-+]?(?:0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)")
_MIN_INTEGER, _MAX_INTEGER = -(2**63), 2**63 - 1


class NotFinite(ValueError):
    """The scalar is a number, but infinite or not a number."""


class TooLarge(ValueError):
    """The scalar is an integer beyond 64 bits."""


class Ambiguity(NamedTuple):
    """How a number is read here and how a YAML 1.1 reader reads it, as words for a message."""

    here: str
    elsewhere: str


def is_plainly_text(text: str) -> bool:
    """Whether an unquoted scalar is text for every reader; a quick test for the common case."""
    return text[:1] not in _SPECIAL_STARTS and text not in _SPECIAL_WORDS


def plain_value(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar; raises `NotFinite` or `TooLarge`."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return _bounded(text, 10)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise NotFinite(text)
        return number
    if _RADIX.fullmatch(text):
        return _bounded(text[2:], 8 if text[1] == "o" else 16)
    if _NOT_FINITE.fullmatch(text):
        raise NotFinite(text)
    return text


def _bounded(digits: str, base: int) -> int:
    if len(digits.lstrip("+-0")) > 22:
        raise TooLarge(digits)
    number = int(digits, base)
    if not _MIN_INTEGER <= number <= _MAX_INTEGER:
        raise TooLarge(digits)
    return number


def ambiguity(text: str) -> Ambiguity | None:
    """How readings of a number-like scalar differ, or None when they agree."""
    if text[:1] not in _NUMERIC:
        return None
    as_text = f"the text `{text}`"
    if _OLD_OCTAL.fullmatch(text):
        return _old_octal(text, as_text)
    if _OLD_SIXTIES.fullmatch(text):
        return Ambiguity(as_text, "a number in base sixty")
    if _OLD_BINARY.fullmatch(text):
        return Ambiguity(as_text, f"the number `{int(text.replace('_', ''), 2)}`")
    if text.startswith("0o") and _RADIX.fullmatch(text):
        return Ambiguity(f"the number `{int(text[2:], 8)}`", as_text)
    if "_" in text and _OLD_GROUPED.fullmatch(text):
        return Ambiguity(as_text, f"the number `{text.replace('_', '').rstrip('.')}`")
    return None


def _old_octal(text: str, as_text: str) -> Ambiguity | None:
    digits = text.replace("_", "")
    here = as_text if "_" in text else f"the number `{int(digits)}`"
    is_octal = not set(digits) & {"8", "9"}
    elsewhere = f"the number `{int(digits, 8)}`" if is_octal else as_text
    return None if here == elsewhere else Ambiguity(here, elsewhere)
