"""Marks in rendered text that tell where each line came from, and the scanner that takes them out.

The marks are private-use characters. Input files and encoders refuse those, static text of a
template is checked, so a mark can only be one of ours.
"""

import re
from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_origin import LineOrigin

__all__ = ["has_marks", "line_mark", "place_mark", "unmarked"]

_LINE, _PLACE, _CLOSE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
_MARK = re.compile(f"{_LINE}([^{_END}]*):(\\d+){_END}|{_PLACE}(\\d+){_END}|({_CLOSE})|(\n)")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def has_marks(text: str) -> bool:
    """Whether a text holds characters that could be taken for marks."""
    return _PRIVATE.search(text) is not None


def line_mark(template: str, line: int) -> str:
    """The mark before text that stands in a template at a line."""
    return f"{_LINE}{template}:{line}{_END}"


def place_mark(text: str, place: int) -> str:
    """Text wrapped in the mark of the place with an index."""
    return f"{_PLACE}{place}{_END}{text}{_CLOSE}"


def unmarked(marked: str, places: Sequence[Place]) -> tuple[str, tuple[LineOrigin, ...]]:
    """The text without marks, and the origin of each of its lines."""
    scan = _Scan(places)
    position = 0
    for match in _MARK.finditer(marked):
        scan.text(marked[position : match.start()])
        scan.mark(match)
        position = match.end()
    scan.text(marked[position:])
    return scan.finished()


class _Scan:
    """Walks over marked text once."""

    __slots__ = ("_at", "_here", "_known", "_lines", "_open", "_out", "_places", "_start")

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._out: list[str] = []
        self._lines: list[LineOrigin] = []
        self._known: dict[LineOrigin, LineOrigin] = {}
        self._at = ("", 1)
        self._start: tuple[str, int] | None = None
        self._open: Place | None = None
        self._here: dict[Place, None] = {}

    def text(self, text: str) -> None:
        """Keep a run of text without marks and line ends."""
        if text:
            self._out.append(text)
            self._start = self._start or self._at
            if self._open is not None:
                self._here[self._open] = None

    def mark(self, match: re.Match[str]) -> None:
        """Act on one mark or line end."""
        template, line, place, close, end = match.groups()
        if line is not None:
            self._at = (template, int(line))
        elif place is not None:
            self._open = self._places[int(place)]
        elif close is not None:
            self._open = None
        elif end is not None:
            self._out.append("\n")
            self._finish_line()

    def finished(self) -> tuple[str, tuple[LineOrigin, ...]]:
        """What was kept."""
        if self._start is not None:
            self._finish_line()
        return "".join(self._out), tuple(self._lines)

    def _finish_line(self) -> None:
        template, line = self._start or self._at
        origin = LineOrigin(template, line, tuple(self._here))
        self._lines.append(self._known.setdefault(origin, origin))
        self._start, self._here = None, {}
