"""One run at a time in a workspace: a file lock that the system takes back with the process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LockHeld", "held"]


class LockHeld(Exception):
    """Another process holds the lock; the text names it when known."""


@contextmanager
def held(private: Path) -> Iterator[None]:
    """Hold the lock of the workspace whose private folder is given; `LockHeld` when taken."""
    private.mkdir(parents=True, exist_ok=True)
    handle = os.open(private / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(handle, 20).decode("ascii", "replace").strip()
            raise LockHeld(f" (process {owner})" if owner.isdigit() else "") from error
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)
