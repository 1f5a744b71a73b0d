"""Diagnostics are data: what was found, where, how bad it is and what to do about it.

Stages add to one `Diagnostics` collector and call `stop_if_errors` at their end, so that the next
stage only ever sees clean input. Nothing here prints or exits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Diagnostic", "Diagnostics", "Note", "Place", "Severity", "Stopped"]


class Severity(StrEnum):
    """How bad a finding is; only errors stop a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of a file: 1-based lines and columns (code points), the end exclusive.

    `file` is relative to the workspace with forward slashes; an end of 0 means "not known".
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, the form editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Note:
    """A second fact that explains the first, often at another place."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: the message states the fact, `help` says what to do."""

    code: str
    severity: Severity
    message: str
    place: Place
    help: str = ""
    notes: tuple[Note, ...] = ()


class Stopped(Exception):
    """A stage found errors; they are in the collector the caller owns."""


class Diagnostics:
    """Collects what the stages find; order of arrival does not show in `found`."""

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        """Start with the given findings, by default none."""
        self._found: dict[Diagnostic, None] = dict.fromkeys(found)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one finding; an equal one is kept once."""
        self._found[diagnostic] = None

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep several findings."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """Everything found, by place, then code, then message."""
        return tuple(sorted(self._found, key=lambda d: (d.place, d.code, d.message)))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop a run, in the order of `found`."""
        return tuple(d for d in self.found if d.severity is Severity.ERROR)

    @property
    def has_errors(self) -> bool:
        """Whether at least one finding is an error."""
        return any(d.severity is Severity.ERROR for d in self._found)

    def stop_if_errors(self) -> None:
        """Raise `Stopped` when an error was found; warnings and notes go on."""
        if self.has_errors:
            raise Stopped

    def __len__(self) -> int:
        """How many different findings there are."""
        return len(self._found)
