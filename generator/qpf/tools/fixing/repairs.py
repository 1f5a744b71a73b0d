"""Mends a line where only one reading is meant: quotes around its text, spaces before it."""

import re
from collections.abc import Iterator

import yaml

from qpf.diagnostics.diagnostic import Place
from qpf.tools.fixing.lists import Span
from qpf.tools.fixing.scalars import in_quotes
from qpf.tools.fixing.syntax import Source

__all__ = ["repaired_line", "untabbed"]

_ENTRY = re.compile(
    r"(?P<head>\s*(?:- +)*(?:[A-Za-z_][\w.-]*: +|(?<=- )))(?P<value>\S.*?)(?P<tail>\s+#.*|\s*)"
)
_TIGHT = re.compile(r"(?P<head>\s*(?:- +)?[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)")
_HARMLESS = re.compile(r"[\"'\[{|>]")


def repaired_line(source: Source, place: Place) -> Span | None:
    """The edit of the line at a place after which more of the text can be read, or None."""
    begin, end = source.line_of(source.offset(place.line, 1))
    line = source.text[begin:end].rstrip("\r\n")
    for text in _better(line):
        changed = source.text[:begin] + text + source.text[begin + len(line) :]
        if _readable(changed) > begin + len(text):
            return begin, begin + len(line), text
    return None


def _better(line: str) -> Iterator[str]:
    entry = _ENTRY.fullmatch(line)
    if entry is not None and not _HARMLESS.match(entry["value"]):
        yield entry["head"] + in_quotes(entry["value"]) + entry["tail"]
    tight = _TIGHT.fullmatch(line)
    if tight is not None:
        yield f"{tight['head']}: {tight['value']}"


def _readable(text: str) -> int:
    """The offset of the first fault; beyond the end when there is none."""
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return int(mark.index) if mark is not None else 0
    return len(text) + 1


def untabbed(source: Source, place: Place) -> Span | None:
    """The edit that indents a line with spaces; None when its neighbours do not say how many."""
    begin, end = source.line_of(source.offset(place.line, 1))
    line = source.text[begin:end]
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    possible = {len(lead.expandtabs(width)) for width in (2, 4, 8)}
    fitting = possible & set(_depths(source, begin, end))
    return (begin, begin + len(lead), " " * fitting.pop()) if len(fitting) == 1 else None


def _depths(source: Source, begin: int, end: int) -> Iterator[int]:
    """How deep a line between two others may stand: like one of them, or below the first."""
    before = [line for line in source.text[:begin].splitlines() if line.strip()][-1:]
    after = [line for line in source.text[end:].splitlines() if line.strip()][:1]
    step = 2
    for line in before:
        depth = len(line) - len(line.lstrip(" "))
        if line[depth] == "\t":
            continue
        opens = re.sub(r"\s+#.*$", "", line).rstrip().endswith((":", "|", ">"))
        yield depth + step if opens else depth
        if not opens and line.lstrip().startswith("- "):
            yield depth + step
    for line in after:
        if not line.lstrip(" ").startswith("\t"):
            yield len(line) - len(line.lstrip(" "))
