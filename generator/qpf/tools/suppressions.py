"""Finds the comments of a YAML text that speak to the factory: `# qpf: ignore[CODE] reason`.

The parser tells where scalars stand, so that a `#` inside a text is never taken for a comment.
"""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import suppressing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place, Severity
from qpf.diagnostics.mark import Mark
from qpf.diagnostics.registry import fact_with, facts as all_facts
from qpf.tools.fixing.syntax import Source

__all__ = ["MARK", "read_marks"]

MARK = re.compile(r"#[ \t]*qpf[ \t]*:[^\r\n]*")
"""A comment to the factory, to the end of its line."""

_FORM = re.compile(r"#[ \t]*qpf[ \t]*:[ \t]*ignore[ \t]*\[(?P<codes>[^\]\r\n]*)\](?P<reason>.*)")
_CODE = re.compile(r"[^\s,]+")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+")
_LETTER = re.compile(r"\w")


def read_marks(path: str, text: str, found: Diagnostics) -> tuple[Mark, ...]:
    """The marks of a file; what is wrong with one is reported, and it excuses nothing."""
    if not MARK.search(text):
        return ()
    source = Source(text)
    marks = (_mark(path, source, begin, end, found) for begin, end in _comments(source))
    return tuple(mark for mark in marks if mark is not None)


def _comments(source: Source) -> Iterator[tuple[int, int]]:
    spans = [(n.begin, n.end, n.style) for n in source.nodes if n.kind == "scalar"]
    for match in MARK.finditer(source.text):
        begin, end = match.start(), match.start() + len(match[0].rstrip())
        if begin and source.text[begin - 1] not in " \t\r\n":
            continue
        around = [s for s in spans if s[0] < begin < s[1]]
        if all(_is_header(source.text, span, begin) for span in around):
            yield begin, end


def _is_header(text: str, span: tuple[int, int, str], at: int) -> bool:
    """Whether `at` is where a comment may stand behind the sign of a block scalar."""
    header = _HEADER.match(text, span[0])
    return span[2] in ("|", ">") and header is not None and header.end() == at


def _mark(path: str, source: Source, begin: int, end: int, found: Diagnostics) -> Mark | None:
    place = source.place(path, begin, end)
    form = _FORM.fullmatch(source.text, begin, end)
    if form is None or not _CODE.search(form["codes"]):
        found.add(facts.malformed_mark(place, source.text[begin:end][:60]))
        return None
    written = list(_CODE.finditer(source.text, *form.span("codes")))
    if not _LETTER.search(form["reason"]):
        found.add(facts.mark_without_reason(place, written[0][0]))
        return None
    codes = tuple(
        code[0]
        for code in written
        if _is_excusable(source.place(path, *code.span()), code[0], found)
    )
    reason = form["reason"].strip(" \t:-")
    return Mark(place, _line_of(source, begin), codes, reason) if codes else None


def _is_excusable(place: Place, code: str, found: Diagnostics) -> bool:
    known = fact_with(code)
    if known is None or known.code != code:
        found.add(facts.unknown_marked_code(place, code, tuple(f.code for f in all_facts())))
        return False
    if known.severity is Severity.ERROR:
        found.add(facts.unsuppressible_code(place, code, known.name))
        return False
    return True


def _line_of(source: Source, begin: int) -> int:
    """The line a mark is about: its own, or the next that says something when it stands alone."""
    start, end = source.line_of(begin)
    number = source.place("", begin, begin).line
    if source.text[start:begin].strip():
        return number
    while end < len(source.text):
        number += 1
        start, end = source.line_of(end)
        line = source.text[start:end].strip()
        if line and not line.startswith("#"):
            return number
    return number
