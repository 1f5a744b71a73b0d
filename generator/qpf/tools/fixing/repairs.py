"""Mends a line that YAML cannot read where only one reading is meant: quotes around its text."""

import re
from collections.abc import Iterator

import yaml

from qpf.diagnostics.diagnostic import Place
from qpf.tools.fixing.lists import Span
from qpf.tools.fixing.scalars import in_quotes
from qpf.tools.fixing.syntax import Source

__all__ = ["repaired_line"]

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
