"""Every write of a run goes through a `Disk`, so that tests can stop, fill or break it anywhere."""

import os
import shutil
from pathlib import Path
from typing import Protocol

__all__ = ["Disk", "LocalDisk"]


class Disk(Protocol):
    """The file operations that change something; all raise `OSError`."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file, making its folder."""

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or a folder to a name that is free, making the target's folder."""

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is fine."""

    def remove_tree(self, path: Path) -> None:
        """Remove a folder with everything in it; one that is not there is fine."""

    def flush(self, path: Path) -> None:
        """Bring a file or a folder's list of names to the medium."""


class LocalDisk:
    """The real one."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        """Remember the folders made, to ask the system once for each."""
        self._made: set[str] = set()

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file, making its folder."""
        self._make_folder(path.parent)
        path.write_bytes(data)

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or a folder, making the target's folder; a file at the target is replaced."""
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is fine."""
        path.unlink(missing_ok=True)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder with everything in it; one that is not there is fine."""
        self._made.clear()
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)

    def flush(self, path: Path) -> None:
        """Bring a file or a folder's list of names to the medium."""
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _make_folder(self, folder: Path) -> None:
        name = str(folder)
        if name not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(name)
