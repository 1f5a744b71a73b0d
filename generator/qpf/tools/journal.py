"""Switches several folders at once: all of them or none, whatever happens in between.

A journal is written before the first move; its own rename into place is the instant at which the
run has happened. `heal` completes what a killed process began. Each folder changes places with its
successor in one step, so that a reader finds the old or the new one at any instant; which of them
is seen by its inode, so that going forward twice is harmless. A journal is believed only when it is
whole and names nothing but folders of the emitted trees.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from qpf.tools.digests import files_below, value_digest
from qpf.tools.filesystem import Disk
from qpf.tools.interruptions import deferred

__all__ = ["JOURNAL", "HalfSwitched", "JournalConflict", "Move", "heal", "switch"]

JOURNAL = ".qpf/journal.json"
_PARTIAL = ".qpf/journal.part"
_TRASH = ".qpf/trash"
_STAGING = ".qpf/staging"


class JournalConflict(Exception):
    """The journal and the folders contradict each other; says how."""


class HalfSwitched(Exception):
    """A switch could be neither made nor undone; says why. The journal is left for the next run."""


@dataclass(frozen=True, slots=True)
class Move:
    """`new` becomes `live`; paths are relative to the workspace, `new` is None for a removal.

    `inode` is that of `new`, by which it is known again wherever it is.
    """

    live: str
    new: str | None
    inode: int | None = None

    @property
    def old(self) -> str:
        """Where the former folder waits until the run is complete."""
        return f"{_TRASH}/{self.live}"


def switch(
    moves: Sequence[Move], workspace: Path, disk: Disk, done: Callable[[], None] = lambda: None
) -> None:
    """Make all moves; on any error or interruption undo them and raise.

    `done` hears that they are made, before an interruption is heeded again. `HalfSwitched` when
    they could not be undone either.
    """
    if not moves:
        return
    disk.remove_tree(workspace / _TRASH)
    moves = [replace(move, inode=_inode(workspace, move.new)) for move in moves]
    for move in moves:
        _flush(move, workspace, disk)
    with deferred():
        _switch(moves, workspace, disk)
        done()
    # The run has happened; what cannot be cleaned up now is cleaned up by the next one.
    with suppress(OSError):
        disk.remove_tree(workspace / _TRASH)


def _switch(moves: Sequence[Move], workspace: Path, disk: Disk) -> None:
    journal, partial = workspace / JOURNAL, workspace / _PARTIAL
    try:
        disk.write(partial, _text(moves).encode())
        disk.flush(partial)
        disk.rename(partial, journal)
        disk.flush(journal.parent)
        for move in moves:
            _forward(move, workspace, disk)
        for folder in _touched(moves, workspace):
            disk.flush(folder)
        disk.remove(journal)
    except BaseException as error:
        try:
            for move in reversed(moves):
                _backward(move, workspace, disk)
            disk.remove(journal)
            disk.remove(partial)
        except OSError as another:
            if journal.exists():
                raise HalfSwitched(another.strerror or str(another)) from error
        raise


def heal(workspace: Path, disk: Disk, folders: Iterable[str] = ("generated", "manifests")) -> bool:
    """Complete a switch that a killed process left; whether there was one. Idempotent.

    Only what lies below one of the `folders` is moved. `JournalConflict` when somebody changed
    the journal or the folders since.
    """
    journal = workspace / JOURNAL
    if not os.path.lexists(journal):
        for left in (_PARTIAL, _TRASH, _STAGING):
            if os.path.lexists(workspace / left):
                disk.remove_tree(workspace / left)
        return False
    for move in _read(journal, tuple(folders)):
        _forward(move, workspace, disk)
    disk.remove(journal)
    disk.remove_tree(workspace / _TRASH)
    return True


def _flush(move: Move, workspace: Path, disk: Disk) -> None:
    """Bring the new files to the medium, or a power cut could leave names without content."""
    if move.new is not None:
        for name in files_below(workspace / move.new):
            disk.flush(workspace / move.new / name)


def _touched(moves: Sequence[Move], workspace: Path) -> list[Path]:
    """The folders whose lists of names a switch changed, one of each."""
    return sorted({(workspace / move.live).parent for move in moves})


def _forward(move: Move, workspace: Path, disk: Disk) -> None:
    live, old = workspace / move.live, workspace / move.old
    if move.new is None:
        _set_aside(move, live, old, disk)
        return
    if move.inode == _inode(workspace, move.live):
        return
    if move.inode != _inode(workspace, move.new):
        raise JournalConflict(f"what is to become `{move.live}` is gone, or is a copy")
    new = workspace / move.new
    if os.path.lexists(live) and disk.exchange(new, live):
        return
    _set_aside(move, live, old, disk)
    disk.rename(new, live)


def _set_aside(move: Move, live: Path, old: Path, disk: Disk) -> None:
    if os.path.lexists(live):
        if os.path.lexists(old):
            raise JournalConflict(f"`{move.live}` was moved away and is there again")
        disk.rename(live, old)


def _backward(move: Move, workspace: Path, disk: Disk) -> None:
    live, old = workspace / move.live, workspace / move.old
    if move.new is not None and move.inode == _inode(workspace, move.live):
        new = workspace / move.new
        if os.path.lexists(new) and disk.exchange(new, live):
            return
        disk.rename(live, new)
    if os.path.lexists(old):
        disk.rename(old, live)


def _inode(workspace: Path, path: str | None) -> int | None:
    """The number by which the system knows a file or folder; None when there is none."""
    if path is None:
        return None
    try:
        return (workspace / path).lstat().st_ino
    except FileNotFoundError:
        return None


def _text(moves: Sequence[Move]) -> str:
    plain = [asdict(move) for move in moves]
    return json.dumps({"moves": plain, "digest": value_digest(plain)}, indent=1)


def _read(journal: Path, folders: tuple[str, ...]) -> tuple[Move, ...]:
    try:
        raw = json.loads(journal.read_bytes())
        plain = raw["moves"]
        if raw["digest"] != value_digest(plain):
            raise JournalConflict("it was changed")
        moves = tuple(_move(item, folders) for item in plain)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise JournalConflict(f"it cannot be read ({type(error).__name__}: {error})") from error
    return moves


def _move(item: dict[str, Any], folders: tuple[str, ...]) -> Move:
    move = Move(**item)
    if not any(_is_below(move.live, folder) for folder in folders):
        raise JournalConflict(f"`{move.live}` is no folder of an emitted tree")
    if move.new is not None and not _is_below(move.new, _STAGING):
        raise JournalConflict(f"`{move.new}` is not in the staging folder")
    return move


def _is_below(path: str, folder: str) -> bool:
    parts = PurePosixPath(path).parts
    return path.startswith(f"{folder}/") and ".." not in parts and str(PurePosixPath(path)) == path
