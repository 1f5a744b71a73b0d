"""Switches several folders at once: all of them or none, whatever happens in between.

A journal is written before the first rename; its own rename into place is the instant at which the
run has happened. `heal` completes what a killed process began. The state of each move can be seen
on disk (the new folder has left the staging area or not), so that going forward twice is harmless.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from qpf.tools.digests import files_below
from qpf.tools.filesystem import Disk

__all__ = ["JOURNAL", "JournalConflict", "Move", "heal", "switch"]

JOURNAL = ".qpf/journal.json"
_TRASH = ".qpf/trash"


class JournalConflict(Exception):
    """The journal and the folders contradict each other; says how."""


@dataclass(frozen=True, slots=True)
class Move:
    """`new` becomes `live`; paths are relative to the workspace, `new` is None for a removal."""

    live: str
    new: str | None

    @property
    def old(self) -> str:
        """Where the former folder waits until the run is complete."""
        return f"{_TRASH}/{self.live}"


def switch(moves: Sequence[Move], workspace: Path, disk: Disk) -> None:
    """Make all moves; on any error or interruption undo them and raise."""
    if not moves:
        return
    journal = workspace / JOURNAL
    disk.remove_tree(workspace / _TRASH)
    for move in moves:
        _flush(move, workspace, disk)
    partial = journal.with_suffix(".part")
    disk.write(partial, json.dumps([asdict(move) for move in moves], indent=1).encode())
    disk.flush(partial)
    try:
        disk.rename(partial, journal)
        disk.flush(journal.parent)
        for move in moves:
            _forward(move, workspace, disk)
        disk.remove(journal)
    except BaseException:
        for move in reversed(moves):
            _backward(move, workspace, disk)
        disk.remove(journal)
        raise
    # The run has happened; what cannot be cleaned up now is cleaned up by the next one.
    with suppress(OSError):
        disk.remove_tree(workspace / _TRASH)


def heal(workspace: Path, disk: Disk) -> bool:
    """Complete a switch that a killed process left; whether there was one. Idempotent.

    `JournalConflict` when somebody changed the folders since.
    """
    journal = workspace / JOURNAL
    if not journal.exists():
        if (workspace / _TRASH).exists():
            disk.remove_tree(workspace / _TRASH)
        return False
    for move in _read(journal):
        _forward(move, workspace, disk)
    disk.remove(journal)
    disk.remove_tree(workspace / _TRASH)
    return True


def _flush(move: Move, workspace: Path, disk: Disk) -> None:
    """Bring the new files to the medium, or a power cut could leave names without content."""
    if move.new is not None:
        for name in files_below(workspace / move.new):
            disk.flush(workspace / move.new / name)


def _forward(move: Move, workspace: Path, disk: Disk) -> None:
    live, old = workspace / move.live, workspace / move.old
    new = workspace / move.new if move.new is not None else None
    if new is not None and not new.exists():
        return
    if live.exists():
        if old.exists():
            raise JournalConflict(f"`{move.live}` was moved away and is there again")
        disk.rename(live, old)
    if new is not None:
        disk.rename(new, live)


def _backward(move: Move, workspace: Path, disk: Disk) -> None:
    live, old = workspace / move.live, workspace / move.old
    if move.new is not None and live.exists() and not (workspace / move.new).exists():
        disk.rename(live, workspace / move.new)
    if old.exists():
        disk.rename(old, live)


def _read(journal: Path) -> tuple[Move, ...]:
    try:
        return tuple(Move(**item) for item in json.loads(journal.read_bytes()))
    except (ValueError, TypeError) as error:
        raise JournalConflict(f"it cannot be read ({error})") from error
