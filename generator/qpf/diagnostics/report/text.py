"""Findings for people: place, severity, code and message, the source line, a caret, the remedy."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from qpf.diagnostics.diagnostic import Diagnostic, Place, Severity
from qpf.diagnostics.report.letters import shown

__all__ = ["summary_line", "text_report"]

Read = Callable[[str], str | None]

_BREAK = re.compile(r"\r\n|\r|\n")
_NO_FILE = frozenset({".", "command line"})
"""What stands for a file in a finding about the command or the machine."""

_WIDEST = 100
_LEAD = 30
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


def text_report(diagnostics: Iterable[Diagnostic], read: Read, *, colour: bool = False) -> str:
    """Every finding as a paragraph, then lines that count them; nothing for no finding.

    What is suppressed is only counted. One line says what can be mended, the last what there is.
    `read` gives the text of a file by its path in the workspace, or None when it has none.
    """
    listed = list(diagnostics)
    if not listed:
        return ""
    cache: dict[str, list[str]] = {}
    told = [each for each in listed if not each.suppressed]
    blocks = ["\n".join(_block(each, read, cache, colour)) for each in told]
    mendable = _mendable(told)
    end = f"{mendable}\n{summary_line(listed)}" if mendable else summary_line(listed)
    return "\n\n".join([*blocks, end]) + "\n"


def summary_line(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings there are of each severity, as in "2 errors, 1 warning, 1 suppressed"."""
    listed = list(diagnostics)
    told = [diagnostic for diagnostic in listed if not diagnostic.suppressed]
    counts = Counter(diagnostic.severity for diagnostic in told)
    parts = [
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}"
        for severity in Severity
        if counts[severity]
    ]
    if len(told) < len(listed):
        parts.append(f"{len(listed) - len(told)} suppressed")
    return ", ".join(parts) or "no findings"


def _mendable(told: Iterable[Diagnostic]) -> str:
    """How much a machine can mend, or nothing."""
    fixes = [each.fix for each in told if each.fix is not None and each.fix.is_ready]
    safe = sum(1 for fix in fixes if fix.is_safe)
    parts = [f"{safe} can be mended with `qpf validate --fix`"] if safe else []
    if len(fixes) > safe:
        more = f"{len(fixes) - safe} more" if safe else f"{len(fixes)} can be mended"
        parts.append(f"{more} with `--fix --unsafe`")
    return ", ".join(parts)


def _block(
    diagnostic: Diagnostic, read: Read, cache: dict[str, list[str]], colour: bool
) -> Iterator[str]:
    word = f"{diagnostic.severity} {diagnostic.code}"
    paint = _COLOURS[diagnostic.severity]
    head = f"\x1b[{paint}m{word}\x1b[0m" if colour else word
    where = "qpf" if diagnostic.place.file in _NO_FILE else f"{diagnostic.place}"
    yield f"{shown(where)}: {head}: {shown(diagnostic.message)}"
    yield from _excerpt(diagnostic.place, read, cache)
    if diagnostic.help:
        yield f"  help: {shown(diagnostic.help)}"
    for note in diagnostic.notes:
        origin = f"{note.place}: " if note.place is not None else ""
        yield f"  note: {shown(origin + note.message)}"
        if note.place is not None:
            yield from _excerpt(note.place, read, cache)


def _excerpt(place: Place, read: Read, cache: dict[str, list[str]]) -> Iterator[str]:
    if place.file not in cache:
        cache[place.file] = _BREAK.split(read(place.file) or "")
    lines = cache[place.file]
    if place.line > len(lines) or not lines[place.line - 1].strip():
        return
    line = lines[place.line - 1]
    begin = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    end = min(max(end, begin + 1), max(len(line), begin + 1))
    skipped = max(0, begin - _LEAD) if len(line) > _WIDEST else 0
    cut = line[skipped : skipped + _WIDEST]
    more = "..." if skipped else ""
    gutter = f"{place.line:>5} | "
    yield f"{gutter}{more}{shown(cut)}{'...' if skipped + _WIDEST < len(line) else ''}"
    before = _width(more + shown(line[skipped:begin]))
    marked = max(1, _width(shown(line[begin : min(end, skipped + _WIDEST)])))
    yield f"{' ' * (len(gutter) - 2)}| {' ' * before}{'^' * marked}"


def _width(text: str) -> int:
    wide = sum(1 for letter in text if unicodedata.east_asian_width(letter) in "WF")
    marks = sum(1 for letter in text if unicodedata.combining(letter))
    return len(text) + wide - marks
