"""Every write of a run goes through a `Disk`, so that tests can stop, fill or break it anywhere."""

import os
import shutil
import stat
from pathlib import Path
from typing import Protocol

from qpf.tools.exchanging import exchanged

__all__ = ["Disk", "LocalDisk"]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class Disk(Protocol):
    """The file operations that change something; all raise `OSError`."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole new file, making its folder; what stood there is not written through."""

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or a folder to a name that is free, making the target's folder."""

    def exchange(self, first: Path, second: Path) -> bool:
        """Let two names change what they name, in one step; False where the system cannot."""

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
        """Write a whole new file, making its folder.

        A link that stands there is replaced: neither its target nor another name of the same file
        is touched.
        """
        self._make_folder(path.parent)
        try:
            handle = os.open(path, _NEW, 0o666)
        except FileExistsError:
            path.unlink()
            handle = os.open(path, _NEW, 0o666)
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]

    def rename(self, source: Path, target: Path) -> None:
        """Move a file or a folder, making the target's folder; a file at the target is replaced."""
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)

    def exchange(self, first: Path, second: Path) -> bool:
        """Let two names change what they name, in one step; False where the system cannot."""
        return exchanged(first, second)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is fine."""
        path.unlink(missing_ok=True)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder with everything in it; one that is not there is fine."""
        self._made.clear()
        if not path.is_dir() or path.is_symlink():
            path.unlink(missing_ok=True)
            return
        try:
            shutil.rmtree(path)
        except PermissionError:
            # Somebody made a folder read-only; what lies in it is to go all the same.
            _open_up(path)
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


def _open_up(root: Path) -> None:
    """Give the owner of a tree the right to empty its folders."""
    _permit(root)
    for folder, names, _ in os.walk(root):
        for name in names:
            _permit(Path(folder, name))


def _permit(folder: Path) -> None:
    mode = folder.lstat().st_mode
    if stat.S_ISDIR(mode) and mode & stat.S_IRWXU != stat.S_IRWXU:
        folder.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)
