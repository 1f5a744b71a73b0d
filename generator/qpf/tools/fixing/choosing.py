"""Which fixes may be tried at all, seen together with the other findings."""

from collections.abc import Iterable, Sequence

from qpf.diagnostics.diagnostic import Diagnostic
from qpf.diagnostics.fix import Fix, Replace

__all__ = ["sensible"]

_READ = "QPF150"
"""Codes before this one say that a part of the file was not read."""


def sensible(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings whose fixes do not wait for another one, in the same order.

    A file is read to its end before its values are judged, and while one is not, nothing is guessed
    in the others, because it may follow from what was not read. An error is mended before a
    warning at the same place; and when two words are each suggested for the other, nobody knows
    which is meant.
    """
    errors = [each for each in found if each.is_error]
    damaged = {each.place.file for each in errors if each.code < _READ}
    wrong = {_at(each) for each in errors}
    renamed = set(_renamed(found))
    return [
        each
        for each in found
        if each.fix is not None
        and (each.code < _READ or _is_apart(each.fix, damaged))
        and (each.is_error or _at(each) not in wrong)
        and not any((new, old) in renamed for old, new in _renamed([each]))
    ]


def _is_apart(fix: Fix, damaged: set[str]) -> bool:
    touched = {change.place.file for change in fix.changes}
    return not damaged or (fix.is_safe and not touched & damaged)


def _at(each: Diagnostic) -> tuple[str, int, int]:
    return each.place.file, each.place.line, each.place.column


def _renamed(found: Iterable[Diagnostic]) -> Iterable[tuple[str, str]]:
    for each in found:
        for change in each.fix.changes if each.fix is not None else ():
            if isinstance(change, Replace):
                yield change.old, change.new
