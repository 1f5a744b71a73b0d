"""Disks that fail: at a chosen operation the process dies, the disk is full, a user interrupts."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

from qpf.tools.filesystem import LocalDisk


class FaultyDisk(LocalDisk):
    """Counts its operations and calls `fault` in the place of number `at` (the first is 0).

    With `is_half` a write first leaves half of its bytes, a removal of a folder half of its files.
    """

    def __init__(self, at: int, fault: Callable[[Path], None], *, is_half: bool = False) -> None:
        """Break the operation with a number; -1 breaks none."""
        super().__init__()
        self.at, self.fault, self.is_half, self.count = at, fault, is_half, 0
        self.names: list[str] = []

    def _arrive(self, name: str, path: Path) -> bool:
        self.names.append(name)
        self.count += 1
        return self.count - 1 == self.at

    def write(self, path: Path, data: bytes) -> None:
        """Write, or half of it."""
        if self._arrive("write", path):
            if self.is_half:
                super().write(path, data[: len(data) // 2])
            self.fault(path)
        super().write(path, data)

    def rename(self, source: Path, target: Path) -> None:
        """Rename, or not; a rename has no half."""
        if self._arrive("rename", source):
            if self.is_half:
                super().rename(source, target)
            self.fault(source)
        super().rename(source, target)

    def exchange(self, first: Path, second: Path) -> bool:
        """Exchange, or not; it has no half."""
        if self._arrive("exchange", first):
            if self.is_half:
                super().exchange(first, second)
            self.fault(first)
        return super().exchange(first, second)

    def remove(self, path: Path) -> None:
        """Remove, or not."""
        if self._arrive("remove", path):
            if self.is_half:
                super().remove(path)
            self.fault(path)
        super().remove(path)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder, or half of it."""
        if self._arrive("remove_tree", path):
            files = sorted(file for file in path.rglob("*") if file.is_file())
            for file in files[: len(files) // 2 if self.is_half else 0]:
                file.unlink()
            self.fault(path)
        super().remove_tree(path)

    def flush(self, path: Path) -> None:
        """Flush, or not."""
        if self._arrive("flush", path):
            self.fault(path)
        super().flush(path)


class OldDisk(FaultyDisk):
    """One whose file system cannot exchange two names."""

    def exchange(self, first: Path, second: Path) -> bool:
        """Exchange nothing."""
        return False


class WatchedDisk(LocalDisk):
    """Calls `look` after each operation that gives a name to something else."""

    def __init__(self, look: Callable[[], None]) -> None:
        """Watch with a function."""
        super().__init__()
        self.look = look

    def rename(self, source: Path, target: Path) -> None:
        """Rename, and look."""
        super().rename(source, target)
        self.look()

    def exchange(self, first: Path, second: Path) -> bool:
        """Exchange, and look."""
        is_done = super().exchange(first, second)
        self.look()
        return is_done


class BreakingDisk(LocalDisk):
    """From the move with number `at` on nothing is renamed or exchanged any more."""

    def __init__(self, at: int) -> None:
        """Break at a move; the first is 0."""
        super().__init__()
        self.left = at

    def rename(self, source: Path, target: Path) -> None:
        """Rename, or fail."""
        self._arrive(source)
        super().rename(source, target)

    def exchange(self, first: Path, second: Path) -> bool:
        """Exchange, or fail."""
        self._arrive(first)
        return super().exchange(first, second)

    def _arrive(self, path: Path) -> None:
        if self.left <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        self.left -= 1


def die(path: Path) -> None:
    """End this process at once, without any cleaning up."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Callable[[Path], None]:
    """A fault that is the system's error with a number."""

    def fault(path: Path) -> None:
        raise OSError(number, os.strerror(number), str(path))

    return fault


def interrupt(path: Path) -> None:
    """A fault that is Ctrl-C."""
    raise KeyboardInterrupt
