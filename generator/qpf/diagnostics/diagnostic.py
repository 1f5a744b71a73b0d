"""Diagnostics are data: what was found, where, how bad it is and what to do about it.

Stages add to one `Diagnostics` collector and call `stop_if_errors` at their end, so that the next
stage only ever sees clean input. Nothing here prints or exits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from qpf.diagnostics.fix import Fix
from qpf.diagnostics.mark import Mark
from qpf.diagnostics.place import Place

__all__ = ["SILENCED", "Diagnostic", "Diagnostics", "Note", "Place", "Severity", "Stopped"]


SILENCED = "off in `[tool.qpf.severity]`"
"""The reason of a finding that the settings of a workspace silence."""


class Severity(StrEnum):
    """How bad a finding is; only errors stop a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """A second fact that explains the first, often at another place."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: the message states the fact, `help` says what to do.

    `fix` is what a machine can do about it; `suppressed` is the reason why it does not count.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    help: str = ""
    notes: tuple[Note, ...] = ()
    fix: Fix | None = None
    suppressed: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it stops a run."""
        return self.severity is Severity.ERROR and not self.suppressed


class Stopped(Exception):
    """A stage found errors; they are in the collector the caller owns."""


class Diagnostics:
    """Collects what the stages find; order of arrival does not show in `found`.

    A finding that a mark in its file excuses is kept with the reason, and is no error.
    """

    __slots__ = ("_found", "_marks", "_used")

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        """Start with the given findings, by default none."""
        self._found: dict[Diagnostic, None] = dict.fromkeys(found)
        self._marks: dict[tuple[str, int, str], list[Mark]] = {}
        self._used: set[tuple[Mark, str]] = set()

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one finding; an equal one is kept once."""
        self._found[self._excused(diagnostic) if self._marks else diagnostic] = None

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep several findings."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def excuse(self, marks: Iterable[Mark]) -> None:
        """Let marks excuse what they are about, what was found before included."""
        for mark in marks:
            for code in mark.codes:
                self._marks.setdefault((mark.file, mark.line, code), []).append(mark)
        if self._marks:
            self._found = {self._excused(each): None for each in self._found}

    @property
    def marks(self) -> tuple[tuple[str, int, str], ...]:
        """File, line and code of everything that is excused, sorted."""
        return tuple(sorted(self._marks))

    @property
    def unused_marks(self) -> tuple[tuple[Mark, str], ...]:
        """The marks, each with a code, that excused nothing, by place."""
        known = {(mark, code) for (*_, code), marks in self._marks.items() for mark in marks}
        return tuple(sorted(known - self._used))

    def _excused(self, diagnostic: Diagnostic) -> Diagnostic:
        marks = self._marks.get((diagnostic.place.file, diagnostic.place.line, diagnostic.code))
        if not marks:
            return diagnostic
        self._used.add((marks[0], diagnostic.code))
        return replace(diagnostic, suppressed=marks[0].reason)

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """Everything found, by place, then code, then message."""
        return tuple(sorted(self._found, key=lambda d: (d.place, d.code, d.message)))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop a run, in the order of `found`."""
        return tuple(d for d in self.found if d.is_error)

    @property
    def has_errors(self) -> bool:
        """Whether at least one finding is an error."""
        return any(d.is_error for d in self._found)

    def stop_if_errors(self) -> None:
        """Raise `Stopped` when an error was found; warnings and notes go on."""
        if self.has_errors:
            raise Stopped

    def __len__(self) -> int:
        """How many different findings there are."""
        return len(self._found)
