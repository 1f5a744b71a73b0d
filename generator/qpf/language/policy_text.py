"""Cuts policy texts into conditions and these into conjuncts; every part keeps its offset."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Part", "conditions_in", "conjuncts_in"]

_INTRODUCTION = re.compile(r"\s*(?:[^\W\d][\w-]*\s+)*if\s*:", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"""
    ,(?!\d{3}(?!\d))        # a comma, but not one that groups thousands
    | (?<!\d),              # nor is it one without a digit before
    | [;\n]
    | (?:^|(?<=\s))[-*•](?=\s)
    | \s+or\s+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AND = re.compile(r"\s+and\s+|\s*&&\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text without the blanks around it, and where it starts."""

    text: str
    start: int


def conditions_in(text: str) -> Iterator[Part]:
    """The conditions of a policy text; any one of them is enough."""
    introduction = _INTRODUCTION.match(text)
    begin = introduction.end() if introduction is not None else 0
    yield from _pieces(Part(text[begin:], begin), _SEPARATOR)


def conjuncts_in(condition: Part) -> Iterator[Part]:
    """The parts of a condition that must hold together."""
    yield from _pieces(condition, _AND)


def _pieces(whole: Part, separator: re.Pattern[str]) -> Iterator[Part]:
    end = 0
    for hit in [*separator.finditer(whole.text), None]:
        stop = hit.start() if hit is not None else len(whole.text)
        piece = whole.text[end:stop]
        stripped = piece.strip().rstrip(".").rstrip()
        if stripped:
            yield Part(stripped, whole.start + end + len(piece) - len(piece.lstrip()))
        end = hit.end() if hit is not None else stop
