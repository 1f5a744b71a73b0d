"""The YAML texts inside an imported file: plain, below a comment head, in fences, in a stream."""

import codecs
import re
from dataclasses import dataclass

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.sections.importing.report import Report

__all__ = ["MAX_BYTES", "Part", "parts_of", "text_of"]

MAX_BYTES = 8 * 1024 * 1024
"""The most bytes an imported file may have."""

_MOST_ODD = 10
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})\s*(?P<language>[\w+-]*)")
_MARKER = re.compile(r"^(---|\.\.\.)(\s|$)")
_KEY = re.compile(r"^[A-Za-z_$][\w $.-]*:(\s|$)")
_COMMENT = re.compile(r"(^|\s)#(?=[^\"']*$)[^#=]*\w")
_TAB = re.compile(r"^ *\t[ \t]*")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that may be one YAML document, each with its number in the file."""

    path: str
    lines: tuple[tuple[int, str], ...]

    @property
    def place(self) -> Place:
        """Where the part begins."""
        return Place(self.path, self.lines[0][0] if self.lines else 1)


def text_of(path: str, data: bytes, report: Report, found: Diagnostics) -> str | None:
    """The text of a file; None, with a finding, when it is none."""
    if len(data) > MAX_BYTES:
        found.add(facts.import_too_large(Place(path), len(data), MAX_BYTES))
        return None
    encoding = next((name for mark, name in _WIDE if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        western = _western(data)
        if western is not None:
            report.needs(Place(path), "the file is no UTF-8; it is read as WINDOWS-1252")
            return _lines_of(western)
        line = data.count(b"\n", 0, error.start) + 1
        found.add(facts.import_unreadable(Place(path, line), "it is no text in UTF-8"))
        return None
    if encoding != "utf-8-sig":
        report.changed(Place(path), f"the file is read as {encoding.upper()}")
    return _lines_of(text)


def _lines_of(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x85\u2028\u2029]", " ", text)


def _western(data: bytes) -> str | None:
    """Text of a Western European machine; None when so many bytes are odd that it is no text."""
    odd = sum(byte > 127 for byte in data)
    if odd * _MOST_ODD > len(data) or re.search(rb"[\x00-\x08\x0e-\x1f]", data):
        return None
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError:
        return None


def parts_of(path: str, text: str, report: Report) -> tuple[Part, ...]:
    """The parts of a file that hold more than comments."""
    lines = [_untabbed(path, n, line, report) for n, line in enumerate(text.split("\n"), 1)]
    if path.lower().endswith(".json"):
        lines = [(number, re.sub(r"^\s*//.*$", "", line)) for number, line in lines]
    fenced = _fenced(lines) if _is_markdown(path, lines) else []
    blocks = fenced or [lines]
    _tell_comments(path, blocks, report)
    return tuple(
        Part(path, tuple(piece)) for block in blocks for piece in _pieces(block) if _says(piece)
    )


def _tell_comments(path: str, blocks: list[list[tuple[int, str]]], report: Report) -> None:
    commented = [number for block in blocks for number, line in block if _COMMENT.search(line)]
    if commented:
        words = f"the comments of {len(commented)} lines stay behind"
        report.dropped(Place(path, commented[0]), words)


def _untabbed(path: str, number: int, line: str, report: Report) -> tuple[int, str]:
    match = _TAB.match(line)
    if match is None or not line.strip():
        return number, line
    report.changed(Place(path, number), "tabs at the beginning of the line become blanks")
    return number, match[0].expandtabs(2) + line[match.end() :]


def _is_markdown(path: str, lines: list[tuple[int, str]]) -> bool:
    if path.lower().endswith((".yaml", ".yml")):
        return False
    return any(_FENCE.match(line) for _, line in lines)


def _fenced(lines: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    blocks: list[list[tuple[int, str]]] = []
    opened: re.Match[str] | None = None
    for number, line in lines:
        match = _FENCE.match(line)
        if opened is None and match is not None:
            opened = match
            blocks.append([])
        elif opened is not None and match is not None and _closes(line, opened):
            if opened["language"].lower() not in {"", "yaml", "yml"}:
                blocks.pop()
            opened = None
        elif opened is not None:
            blocks[-1].append((number, line[len(_indent_of(line, opened)) :]))
    return [block for block in blocks if any(_KEY.match(line) for _, line in block)]


def _closes(line: str, opened: re.Match[str]) -> bool:
    mark = line.strip()
    return set(mark) == {opened["ticks"][0]} and len(mark) >= len(opened["ticks"])


def _indent_of(line: str, opened: re.Match[str]) -> str:
    indent = opened["indent"]
    return indent if line.startswith(indent) else ""


def _pieces(lines: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    pieces: list[list[tuple[int, str]]] = [[]]
    for number, line in lines:
        is_marker = _MARKER.match(line) is not None
        if is_marker:
            pieces.append([])
        rest = line[3:].strip() if line.startswith("---") else ""
        is_bare = is_marker or line.startswith("%")
        kept = (rest if _KEY.match(rest) else "") if is_bare else line
        pieces[-1].append((number, kept))
    return pieces


def _says(piece: list[tuple[int, str]]) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for _, line in piece)
