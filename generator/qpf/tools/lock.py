"""One run at a time in a workspace: a file lock that the system takes back with the process.

The file holds the number of the process while it works and nothing afterwards, so that the next
run knows of one that was killed. The number decides nothing: whether the lock is free, the system
says, and a number that another process or another machine uses by now means no harm.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["LockHeld", "held", "is_left", "observed"]

_FILE = "lock"
_LONGEST = 20
# What a run removes at its end, if the system lets it.
_CLEARED = ("staging", "trash")


class LockHeld(Exception):
    """Another process holds the lock; the text names it when known."""


@contextmanager
def held(private: Path) -> Iterator[str]:
    """Hold the lock of the workspace whose private folder is given; `LockHeld` when taken.

    Gives the number of the process that held it last, if that was killed, and else nothing.
    """
    private.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    handle = os.open(private / _FILE, flags, 0o644)
    try:
        killed = _taken(handle, fcntl.LOCK_EX)
        try:
            os.truncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
            yield killed
        finally:
            # A lock that is not cleared only makes the next run look for left-overs.
            with suppress(OSError):
                os.truncate(handle, 0)
    finally:
        os.close(handle)


@contextmanager
def observed(private: Path) -> Iterator[None]:
    """Make sure that nobody holds the lock, where it cannot be taken; `LockHeld` otherwise."""
    try:
        handle = os.open(private / _FILE, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        yield
        return
    try:
        _taken(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def is_left(private: Path) -> bool:
    """Whether a run is at work, or one left something that the next one clears."""
    if any(os.path.lexists(private / name) for name in _CLEARED):
        return True
    try:
        return (private / _FILE).stat().st_size > 0
    except OSError:
        return False


def _taken(handle: int, kind: int) -> str:
    """Take the lock; what the file says."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise OSError("the lock of the workspace is not a file; remove `.qpf/lock`")
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = _owner(handle)
        raise LockHeld(f" (process {owner})" if owner else "") from error
    return _owner(handle)


def _owner(handle: int) -> str:
    said = os.pread(handle, _LONGEST, 0).decode("ascii", "replace").strip()
    return said if said.isdigit() else ""
