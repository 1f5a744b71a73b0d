"""From the bytes of an input file to text that is safe to read and to print.

What is refused here would let a file look different from what it says, or break the counting of
lines and columns. Refused characters are reported and replaced, so that reading can go on.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from qpf.diagnostics.catalogue import input_text as facts
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place

__all__ = ["MAX_BYTES", "line_starts", "refused_characters", "text_from_bytes"]

MAX_BYTES = 50 * 1024
"""The most bytes an input file may have."""

_MOST_REPORTED = 20
_BOM = b"\xef\xbb\xbf"
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_TAB = re.compile(r"(?:\A|(?<=[\r\n]))( *)\t")
_BREAK = re.compile(r"\r\n|\r|\n")
_STRAY_BYTES = re.compile("[\udc80-\udcff]+")
_PLANE_ENDS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_CLASSES: tuple[tuple[str, Callable[[Place, int], Diagnostic]], ...] = (
    ("\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f", facts.control_character),
    ("\x85\u2028\u2029", facts.line_separator),
    ("\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069", facts.bidi_control),
    (f"\ufdd0-\ufdef{_PLANE_ENDS}", facts.noncharacter),
    ("\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd", facts.private_use_character),
    (
        "\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f",
        facts.invisible_character,
    ),
    ("\x00", lambda place, _: facts.nul_character(place)),
)
_REFUSED = re.compile("|".join(f"([{letters}])" for letters, _ in _CLASSES))


def line_starts(text: str) -> list[int]:
    """The offsets at which the lines of a text begin."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def refused_characters(text: str) -> Iterator[tuple[int, Callable[[Place], Diagnostic]]]:
    """The offset of each refused character with the constructor of its finding."""
    for match in _REFUSED.finditer(text):
        construct = _CLASSES[(match.lastindex or 1) - 1][1]
        yield match.start(), partial(_construct, construct, ord(match[0]))


def _construct(
    construct: Callable[[Place, int], Diagnostic], code: int, place: Place
) -> Diagnostic:
    return construct(place, code)


def text_from_bytes(path: str, data: bytes, found: Diagnostics) -> str | None:
    """The text of a file with every fault reported; None when nothing in it can be read."""
    whole = Place(path)
    if len(data) > MAX_BYTES:
        found.add(facts.file_too_large(whole, len(data), MAX_BYTES))
        return None
    wide = _wide_encoding(data)
    if wide is not None:
        found.add(facts.wide_encoding(whole, wide))
        return None
    if data.startswith(_BOM):
        found.add(facts.byte_order_mark(Place(path, 1, 1, 1, 2)))
        data = data[len(_BOM) :]
    if not data.strip():
        found.add(facts.empty_file(whole))
        return None
    text = _decoded(path, data, found)
    _report_refused(path, text, found)
    _report_tabs(path, text, found)
    return _REFUSED.sub("?", text)


def _wide_encoding(data: bytes) -> str | None:
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            return name
    sample = data[:256]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    half = len(sample) // 2
    return "UTF-16" if half > 1 and max(zeros) > 0.6 * half and min(zeros) < 0.2 * half else None


def _decoded(path: str, data: bytes, found: Diagnostics) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    for match in islice(_STRAY_BYTES.finditer(text), _MOST_REPORTED):
        place = _span(path, line_starts(text), match.start(), match.end())
        found.add(facts.not_utf8(place, ord(match[0][0]) - 0xDC00))
    return _STRAY_BYTES.sub("?", text)


def _report_refused(path: str, text: str, found: Diagnostics) -> None:
    starts: list[int] = []
    for offset, construct in islice(refused_characters(text), _MOST_REPORTED):
        starts = starts or line_starts(text)
        found.add(construct(_span(path, starts, offset, offset + 1)))


def _report_tabs(path: str, text: str, found: Diagnostics) -> None:
    if "\t" not in text:
        return
    starts = line_starts(text)
    for match in islice(_TAB.finditer(text), _MOST_REPORTED):
        found.add(facts.tab_indentation(_span(path, starts, match.end() - 1, match.end())))


def _span(path: str, starts: list[int], begin: int, end: int) -> Place:
    line = bisect_right(starts, begin)
    column = begin - starts[line - 1] + 1
    return Place(path, line, column, line, column + end - begin)
