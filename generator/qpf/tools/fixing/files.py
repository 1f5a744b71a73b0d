"""The input files of a workspace that may be edited, as they were read and as they are now."""

from collections.abc import Mapping
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.tools.filesystem import Disk
from qpf.tools.fixing.syntax import Source
from qpf.tools.source_text import MAX_BYTES, text_from_bytes
from qpf.tools.workspace import FILE as SETTINGS
from qpf.tools.workspace_files import GLUE, MAPS, SCHEMAS

__all__ = ["InputFiles", "MovedMeanwhile"]

_DEPTHS = {SCHEMAS: 3, MAPS: 2, GLUE: 2}
_MOST_BYTES = 4 * MAX_BYTES + 8


class MovedMeanwhile(OSError):
    """Somebody else changed a file after it was read."""


class InputFiles:
    """Reads schemas, maps, glue and settings of one workspace; what leads out is not edited."""

    def __init__(self, workspace: Path) -> None:
        """Look at the files of `workspace`, each when it is asked for."""
        self._workspace = workspace.resolve()
        self._read: dict[str, bytes | None] = {}
        self._sources: dict[tuple[str, bytes], Source] = {}

    def original(self, path: str) -> bytes | None:
        """What the file held when it was first read; None for one that must not be edited."""
        if path not in self._read:
            self._read[path] = self._bytes(path)
        return self._read[path]

    def source(self, path: str, instead: Mapping[str, bytes]) -> Source | None:
        """The text of a file, or of what `instead` holds for it; None when it cannot be edited."""
        data = self.original(path)
        if data is None:
            return None
        data = instead.get(path, data)
        key = path, data
        if key not in self._sources:
            self._sources[key] = Source(_text(path, data))
        return self._sources[key]

    def write(self, now: Mapping[str, bytes], disk: Disk) -> None:
        """Put new contents in place, each file in one step and with its permissions.

        Raises `OSError`; `MovedMeanwhile` before the first write when a file was changed by
        somebody else.
        """
        for path in now:
            if self._bytes(path) != self.original(path):
                raise MovedMeanwhile(0, "the file was changed meanwhile", path)
        for path, data in now.items():
            self._replace((self._workspace / path).resolve(), data, disk)

    def _replace(self, target: Path, data: bytes, disk: Disk) -> None:
        beside = target.with_name(f".{target.name}.qpf-fix")
        try:
            disk.write(beside, data)
            beside.chmod(target.stat().st_mode & 0o7777)
            disk.flush(beside)
            disk.rename(beside, target)
        finally:
            disk.remove(beside)

    def _bytes(self, path: str) -> bytes | None:
        parts = path.split("/")
        is_input = _DEPTHS.get(parts[0]) == len(parts) and path.endswith(".yaml")
        if not is_input and path != SETTINGS:
            return None
        file = self._workspace / path
        try:
            real = file.resolve(strict=True)
            if not real.is_relative_to(self._workspace) or not real.is_file():
                return None
            return real.read_bytes() if real.stat().st_size <= _MOST_BYTES else None
        except OSError:
            return None


def _text(path: str, data: bytes) -> str:
    """The text that places count in; nothing when the bytes have to be settled first."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text_from_bytes(path, data, Diagnostics()) or ""
