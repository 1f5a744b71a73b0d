"""Looks at the folders a run is going to write before it writes: no link is ever followed there.

A link in place of a folder would let a run write, or empty, what lies at its other end.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from qpf.model.request import Request

__all__ = ["LinkedFolder", "refuse_links"]

_OWN = (
    "",
    "staging",
    "staging/generated",
    "staging/manifests",
    "trash",
    "cache",
    "cache/templates",
    "cache/gates",
    "cache/mypy",
)


class LinkedFolder(Exception):
    """A folder of the factory is something else: its path, and what it is."""

    def __init__(self, path: str, kind: str) -> None:
        """Keep both."""
        super().__init__(f"{path} is {kind}")
        self.path, self.kind = path, kind


def refuse_links(request: Request) -> None:
    """Raise `LinkedFolder` for the first folder of the factory that is a link or no folder."""
    for path in _folders(request):
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISDIR(mode):
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
            raise LinkedFolder(path.relative_to(request.workspace).as_posix(), kind)


def _folders(request: Request) -> Iterator[Path]:
    yield from (request.workspace / ".qpf" / name for name in _OWN)
    for folder in (request.output_folder, request.manifests_folder):
        parts = folder.split("/")
        yield from (request.workspace.joinpath(*parts[: n + 1]) for n in range(len(parts)))
