"""SHA-256 of bytes, of plain values and of folders, and the list of files that count in a folder.

By-products of running the emitted code (bytecode, caches, build folders) do not count.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["digest_of", "file_digests", "files_below", "value_digest"]

_BYPRODUCT_FOLDER = re.compile(r"__pycache__|\..*_cache|\.hypothesis|\.benchmarks|.*\.egg-info")
_BYPRODUCT_OF_PROJECT = re.compile(r"dist|build|htmlcov|\.venv")
_BYPRODUCT_FILE = re.compile(r".*\.py[co]|\.coverage(\..*)?|\.DS_Store")


def digest_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def value_digest(value: object) -> str:
    """The digest of a plain value; comments, quotes and line ends of its file do not change it."""
    return digest_of(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode())


def files_below(root: Path) -> tuple[str, ...]:
    """The files of a folder without by-products, as sorted relative POSIX paths."""
    return tuple(sorted(_walk(str(root), ""))) if root.is_dir() else ()


def file_digests(root: Path) -> dict[str, str]:
    """The digest of each file below a folder; of a symbolic link, that of its target's name."""
    return {name: _digest(f"{root}/{name}") for name in files_below(root)}


def _walk(root: str, prefix: str) -> Iterator[str]:
    with os.scandir(f"{root}/{prefix}") as scan:
        entries = list(scan)
    is_project = any(entry.name == "pyproject.toml" for entry in entries)
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            made = _BYPRODUCT_FOLDER.fullmatch(name)
            if not made and not (is_project and _BYPRODUCT_OF_PROJECT.fullmatch(name)):
                yield from _walk(root, f"{prefix}{name}/")
        elif not _BYPRODUCT_FILE.fullmatch(name):
            yield prefix + name


def _digest(path: str) -> str:
    if os.path.islink(path):  # noqa: PTH114  (a Path for each of a thousand files costs 10 ms)
        return "link:" + digest_of(os.fsencode(Path(path).readlink()))
    with open(path, "rb") as file:  # noqa: PTH123  (same)
        return digest_of(file.read())
