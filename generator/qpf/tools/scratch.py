"""Temporary folders of a run; what a killed run left of them is removed by the next.

A folder belongs to a run as long as that holds a lock on it, which the system takes back with the
process.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Scratch", "sweep"]

_PREFIX = "qpf-scratch-"
_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Scratch:
    """An empty folder of this run, made now; `OSError` when there is no room for one.

    Leaving it as a context removes it.
    """

    __slots__ = ("_handle", "folder")

    def __init__(self) -> None:
        """Make the folder, after the left-overs of killed runs are gone."""
        sweep()
        self.folder, self._handle = _made()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Remove the folder; what cannot be removed is left to the next run."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            os.close(self._handle)
        self._handle = -1


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            handle = os.open(folder, _FLAGS)
        except FileNotFoundError:
            # Another run took it for a left-over before it was locked.
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink and folder.is_dir():
            return folder, handle
        os.close(handle)


def sweep() -> None:
    """Remove what killed runs left; what belongs to a run at work, or to others, stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            _remove_left(folder)


def _remove_left(folder: Path) -> None:
    handle = os.open(folder, _FLAGS)
    try:
        seen = os.fstat(handle)
        if seen.st_uid != os.geteuid() or stat.S_IMODE(seen.st_mode) != stat.S_IRWXU:
            return
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
