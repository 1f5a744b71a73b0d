"""From a position inside a YAML string value to the position in the file that wrote it.

Folding, indentation and line ends only add or remove white space, so the n-th visible character
of the value is the n-th visible character of the source; an escape counts as what it stands for.
"""

import re
from typing import NamedTuple

from qpf.diagnostics.diagnostic import Place

__all__ = ["ScalarText", "span_in_line", "span_in_scalar"]

_BLANK = " \t\r\n"
_BREAK = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?")
_DOUBLE = re.compile(r"\\(?:x..|u....|U........|\r\n|.)|[^ \t\r\n]", re.DOTALL)
_SINGLE = re.compile(r"''|[^ \t\r\n]")
_OTHER = re.compile(r"[^ \t\r\n]")
_BLANK_ESCAPES = frozenset(
    ["t", "\t", "n", "r", " ", "\n", "\r", "\r\n", "x20", "x09", "x0a", "x0A", "x0d", "x0D"]
)


class ScalarText(NamedTuple):
    """A string scalar as written, quotes or block header included, and the value it stands for."""

    raw: str
    value: str


def span_in_line(place: Place, start: int, length: int) -> Place:
    """The place of a part of a plain scalar that stands on one line."""
    if place.end_line != place.line:
        return place
    column = min(place.column + start, max(place.column, place.end_column - 1))
    end = max(column + 1, min(column + length, place.end_column))
    return Place(place.file, place.line, column, place.line, end)


def span_in_scalar(place: Place, text: ScalarText, start: int, length: int) -> Place:
    """The place of `text.value[start:start + length]`, for a scalar that begins at `place`."""
    first = _count_visible(text.value[:start])
    last = max(first, _count_visible(text.value[: start + length]) - 1)
    wanted = _visible_spans(text.raw)[first : last + 1]
    if not wanted:
        return place
    line, column = _position(place, text.raw, wanted[0][0])
    end_line, end_column = _position(place, text.raw, wanted[-1][1])
    return Place(place.file, line, column, end_line, end_column)


def _count_visible(value: str) -> int:
    return sum(1 for letter in value if letter not in _BLANK)


def _visible_spans(raw: str) -> list[tuple[int, int]]:
    style = raw[:1]
    if style == "'":
        return [match.span() for match in _SINGLE.finditer(raw, 1, len(raw) - 1)]
    if style == '"':
        units = _DOUBLE.finditer(raw, 1, len(raw) - 1)
        return [unit.span() for unit in units if unit[0][1:] not in _BLANK_ESCAPES]
    header = _HEADER.match(raw) if style in ("|", ">") else None
    begin = header.end() if header else 0
    return [match.span() for match in _OTHER.finditer(raw, begin)]


def _position(place: Place, raw: str, index: int) -> tuple[int, int]:
    breaks = [match.end() for match in _BREAK.finditer(raw, 0, index)]
    if not breaks:
        return place.line, place.column + index
    return place.line + len(breaks), index - breaks[-1] + 1
