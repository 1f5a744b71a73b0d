"""What surrounds a command's work: faults become findings, findings an exit code."""

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qpf.cli.collector import Collector
from qpf.cli.console import Console, Unheard, quiet_end
from qpf.diagnostics.catalogue import environment, usage
from qpf.diagnostics.diagnostic import Diagnostic, Place, Stopped
from qpf.diagnostics.registry import fact_with
from qpf.diagnostics.report import report
from qpf.tools.file_faults import reported
from qpf.tools.fixing.edits import with_edits
from qpf.tools.interruptions import signal_of
from qpf.tools.shipped import shipped_root
from qpf.tools.workspace import Settings, find_workspace, read_settings

if TYPE_CHECKING:
    from qpf.tools.fixing.files import InputFiles
    from qpf.tools.fixing.syntax import Source

__all__ = ["ENVIRONMENT", "NO", "USAGE", "YES", "Desk", "served"]

YES, NO, USAGE, ENVIRONMENT = 0, 1, 3, 4
"""Exit codes; `plan` alone has 2, for changes that wait."""

_OF_THE_MACHINE = frozenset(f"QPF{n}" for n in (900, 901, 902, 903, 904, 906, 907, 909, 923))
_INTERRUPTED = "QPF905"
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""
_USAGE = frozenset({"QPF160", "QPF339"})
"""No workspace, and a selector of nothing: found while working, wrong all the same."""


@dataclass(slots=True)
class Desk:
    """The console, the findings so far, and the workspace once a command has asked for it.

    `ended_by` is the number of the signal that ended the work, when one did.
    """

    console: Console
    found: Collector = field(default_factory=Collector)
    workspace: Path = field(default_factory=Path.cwd)
    settings: Settings = field(default_factory=Settings)
    answers_with_findings: bool = False
    files: "InputFiles | None" = None
    ended_by: int = signal.SIGINT

    def open(self, named: Path | None) -> Path:
        """Find the workspace and read its settings; raises `Stopped` when there is none."""
        root = self.workspace = self.root(named)
        self.settings = read_settings(root, self.found)
        self.found.settings = self.settings
        self.found.stop_if_errors()
        return root

    def root(self, named: Path | None) -> Path:
        """The folder of the workspace; raises `Stopped` when there is none."""
        start = (named or Path.cwd()).resolve()
        root = start if named is not None else find_workspace(start, self.found)
        self.found.stop_if_errors()
        assert root is not None
        return root

    def source(self, path: str) -> "Source | None":
        """An input file of the workspace that may be edited, or None for any other."""
        if self.files is None:
            from qpf.tools.fixing.files import InputFiles

            self.files = InputFiles(self.workspace)
        return self.files.source(path, {})

    def read(self, path: str) -> str | None:
        """The text of an input file for an excerpt: the workspace's, or a shipped one."""
        for root in (self.workspace, shipped_root()):
            file = root / path
            if file.is_file():
                return file.read_text("utf-8", errors="replace")
        return None


def served(form: str, work: Callable[[Desk], int], *, answers_with_findings: bool = False) -> int:
    """Do the work at a new desk and report what was found; the exit code.

    With `answers_with_findings` they are the result, and a machine format goes to standard output.
    """
    desk = Desk(Console(form), answers_with_findings=answers_with_findings)
    code = _attempt(desk, work)
    try:
        _report(desk)
    except BrokenPipeError:
        return quiet_end()
    except Unheard:
        return ENVIRONMENT
    return _worst(desk) if desk.found.has_errors else code


def _attempt(desk: Desk, work: Callable[[Desk], int]) -> int:
    try:
        with reported(desk.workspace, desk.found):
            try:
                return work(desk)
            except BrokenPipeError:
                return quiet_end()
            except Unheard as error:
                desk.found.add(environment.unheard(Place("."), str(error)))
    except Stopped as stopped:
        desk.ended_by = signal_of(stopped.__cause__)
        return NO
    except Exception as error:
        if os.environ.get("QPF_DEBUG"):
            traceback.print_exc()
        desk.found.add(_internal(error))
    return NO


def _internal(error: Exception) -> Diagnostic:
    frames = traceback.extract_tb(error.__traceback__)
    place = "an unknown place"
    if frames:
        last = frames[-1]
        place = f"`{'/'.join(Path(last.filename).parts[-3:])}`, line {last.lineno}, `{last.name}`"
    reason = " ".join(str(error).split())[:500] or "no reason given"
    return usage.internal_error(type(error).__name__, reason, place)


def _report(desk: Desk) -> None:
    console = desk.console
    found = with_edits(desk.found.found, desk.source)
    if console.is_text:
        console.painted(report("text", found, desk.read, colour=console.has_colour))
    elif desk.answers_with_findings:
        console.result(report(console.form, found, desk.read))
    elif found:
        console.error(report(console.form, found, desk.read))


def _worst(desk: Desk) -> int:
    errors = desk.found.errors
    codes = {diagnostic.code for diagnostic in errors}
    if _INTERRUPTED in codes:
        return _SIGNALLED + desk.ended_by
    if codes & _OF_THE_MACHINE:
        return ENVIRONMENT
    return USAGE if all(_is_usage(code) for code in codes) else NO


def _is_usage(code: str) -> bool:
    known = fact_with(code)
    return code in _USAGE or (known is not None and known.area == "usage")
