"""The story of `validate --fix`: what is mechanical is mended, judged, and taken back if worse.

Everything happens in memory; the caller writes what came of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Severity, Stopped
from qpf.diagnostics.fix import Edit, Fix
from qpf.diagnostics.registry import fact_with
from qpf.model.request import Request
from qpf.tools.fixing.applying import applied, together
from qpf.tools.fixing.choosing import sensible
from qpf.tools.fixing.edits import with_edits
from qpf.tools.fixing.files import InputFiles
from qpf.understanding import understand

__all__ = ["Mended", "mend"]

_MOST_TRIALS = 200
_EARLY = ("input", "structure")
"""Areas whose faults hide others: what is behind them is not looked at."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it: new contents by path, the findings mended, those before and those left."""

    contents: Mapping[str, bytes]
    mended: tuple[Diagnostic, ...]
    before: Diagnostics
    left: Diagnostics


def mend(
    request: Request,
    files: InputFiles,
    collector: Callable[[], Diagnostics],
    *,
    allow_unsafe: bool,
    may_touch: Callable[[str], bool],
) -> Mended:
    """Mend until nothing changes; a fix that leaves its fault or brings an error is taken back."""
    now: dict[str, bytes] = {}
    mended: list[Diagnostic] = []
    refused: set[Key] = set()
    before = found = _judged(request, now, collector)
    trials = 0
    while trials < _MOST_TRIALS:
        chosen = together(_offered(found, files, now, allow_unsafe, may_touch, refused))
        if not chosen:
            break
        while chosen:
            trials += 1
            tried = _tried(chosen, files, now)
            after = _judged(request, now | tried, collector) if tried else None
            if after is not None and not _is_worse(found, after, chosen):
                now |= tried
                found = after
                mended += chosen
                break
            if len(chosen) == 1:
                refused.add(_key(chosen[0]))
            chosen = chosen[: len(chosen) // 2]
    contents = {path: data for path, data in now.items() if data != files.original(path)}
    return Mended(contents, tuple(mended), before, found)


def _offered(
    found: Diagnostics,
    files: InputFiles,
    now: Mapping[str, bytes],
    allow_unsafe: bool,
    may_touch: Callable[[str], bool],
    refused: set[Key],
) -> list[Diagnostic]:
    """The findings that a fix may mend, errors and safe fixes first."""
    seen = with_edits(found.found, lambda path: files.source(path, now))
    offered = [
        (each.severity is not Severity.ERROR, not each.fix.is_safe, number, each)
        for number, each in enumerate(sensible(seen))
        if each.fix is not None
        and (each.fix.is_safe or allow_unsafe)
        and all(may_touch(change.place.file) for change in each.fix.changes)
        and _key(each) not in refused
    ]
    return [each for *_, each in sorted(offered, key=lambda one: one[:3])]


def _tried(
    chosen: Sequence[Diagnostic], files: InputFiles, now: Mapping[str, bytes]
) -> dict[str, bytes]:
    paths = {c.place.file for each in chosen if each.fix is not None for c in each.fix.changes}
    contents = {p: now[p] if p in now else files.original(p) or b"" for p in paths}
    try:
        return applied(chosen, contents)
    except UnicodeError:
        return {}


def _judged(
    request: Request, instead: Mapping[str, bytes], collector: Callable[[], Diagnostics]
) -> Diagnostics:
    found = collector()
    with suppress(Stopped):
        understand(request, found, instead)
    return found


def _is_worse(before: Diagnostics, after: Diagnostics, chosen: Sequence[Diagnostic]) -> bool:
    then, now = _counted(before.found), _counted(after.found)
    wanted = Counter(_key(each) for each in chosen)
    if any(now[key] > then[key] - count for key, count in wanted.items()):
        return True
    is_about_errors = any(each.is_error for each in chosen)
    new = [
        each
        for each in after.found
        if now[_key(each)] > then[_key(each)]
        and (each.is_error or not (is_about_errors or each.suppressed))
    ]
    return any(not _was_hidden(each, chosen) for each in new)


def _was_hidden(new: Diagnostic, chosen: Sequence[Diagnostic]) -> bool:
    """Whether a finding was there before, behind the fault that one fix took away."""
    if len(chosen) != 1 or _area(chosen[0]) not in _EARLY:
        return False
    if _area(new) == "input" and _area(chosen[0]) != "input":
        return False
    fix = chosen[0].fix
    if fix is None:
        return False
    return fix.has_holes or not any(_is_at(edit, new.place, fix) for edit in fix.edits)


def _is_at(edit: Edit, place: Place, fix: Fix) -> bool:
    """Whether a place is in what was put in; of a guess, the rest of its line speaks as well."""
    last = edit.place.end_line + edit.text.count("\n")
    if edit.place.file != place.file or not edit.place.line <= place.line <= last:
        return False
    is_one_line = fix.is_safe and last == edit.place.line
    return not is_one_line or place.column <= edit.place.column + len(edit.text)


def _area(diagnostic: Diagnostic) -> str:
    known = fact_with(diagnostic.code)
    return known.area if known is not None else ""


def _counted(found: Iterable[Diagnostic]) -> Counter[Key]:
    return Counter(_key(each) for each in found if not each.suppressed)


def _key(diagnostic: Diagnostic) -> Key:
    return diagnostic.place.file, diagnostic.code, diagnostic.message
