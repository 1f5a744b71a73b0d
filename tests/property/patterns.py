"""Texts that match a regular expression of a spec."""

import re
from functools import cache
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from luck import Luck

__all__ = ["matching"]

_MOST = 6
_ALPHABET = "abxyzABXYZ0189_-./ éΩ"


def matching(pattern: str, luck: Luck, longest: int = 200) -> str:
    """A text that matches; often a short one, at times one of `longest` characters."""
    most = longest if luck.chance(6) else _MOST
    text = "".join(_piece(op, argument, luck, most) for op, argument in _parsed(pattern))
    assert re.search(pattern, text), (pattern, text)
    return text


@cache
def _parsed(pattern: str) -> tuple[tuple[Any, Any], ...]:
    return tuple(parser.parse(pattern))


def _piece(op: Any, argument: Any, luck: Luck, most: int) -> str:
    name = str(op)
    if name == "LITERAL":
        return chr(argument)
    if name == "ANY":
        return luck.one(_ALPHABET)
    if name == "AT":
        return ""
    if name == "NOT_LITERAL":
        return luck.one([one for one in _ALPHABET if ord(one) != argument])
    if name == "IN":
        return luck.one(_members(argument))
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        low, high, inner = argument
        top = min(int(high), max(int(low), most))
        count = luck.one([int(low), top, luck.whole(int(low), top)])
        return "".join(_sequence(inner, luck, _MOST) for _ in range(count))
    if name == "SUBPATTERN":
        return _sequence(argument[3], luck, most)
    if name == "BRANCH":
        return _sequence(luck.one(argument[1]), luck, most)
    raise NotImplementedError(name)


def _sequence(items: Any, luck: Luck, most: int) -> str:
    return "".join(_piece(op, argument, luck, most) for op, argument in items)


@cache
def _category(name: str) -> str:
    return {"CATEGORY_DIGIT": "0123456789", "CATEGORY_NOT_SPACE": "abz/._-~"}[name]


def _members(items: Any) -> list[str]:
    """The first, the last and some more of the characters of a class."""
    found: list[str] = []
    negated: set[int] | None = None
    for op, argument in items:
        name = str(op)
        if name == "NEGATE":
            negated = set()
        elif negated is not None and name == "LITERAL":
            negated.add(argument)
        elif name == "LITERAL":
            found.append(chr(argument))
        elif name == "RANGE":
            low, high = argument
            found += [chr(low), chr(high), chr((low + high) // 2)]
        elif name == "CATEGORY":
            found += list(_category(str(argument)))
    if negated is not None:
        return [one for one in _ALPHABET if ord(one) not in negated]
    return found
