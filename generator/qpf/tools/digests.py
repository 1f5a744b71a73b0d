"""SHA-256 of bytes, of plain values and of folders, and the list of files that count in a folder.

By-products of running the emitted code (bytecode, caches, build folders) do not count. Links are
never followed below a folder, and what is neither file nor link (a pipe, a socket) is not opened.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = [
    "digest_of",
    "file_digests",
    "files_below",
    "link_digest",
    "read_digests",
    "value_digest",
]

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
    return tuple(sorted(_walk(str(root), "", _counts))) if root.is_dir() else ()


def file_digests(root: Path, *, is_followed: bool = False) -> dict[str, str]:
    """The digest of each file below a folder.

    Of a symbolic link it is that of its target's name or, when links are followed, of what they
    lead to; folders behind links are looked into then. A pipe, a socket or a device has one that no
    file has.
    """
    return _digests(root, _counts, is_followed)


def read_digests(root: Path) -> dict[str, str]:
    """The digest of everything below a folder of inputs that a reader could take for one.

    Only hidden names and bytecode are nothing to a reader. Links are followed as it follows them.
    """
    return _digests(root, _is_read, True)


def link_digest(link: Path) -> str:
    """The digest of a symbolic link, whatever it leads to."""
    return "link:" + digest_of(os.fsencode(link.readlink()))


Chooser = Callable[[str, bool, bool], bool]
"""From a name, whether it is a folder, and whether it lies in a project: does it count?"""


def _counts(name: str, is_folder: bool, is_project: bool) -> bool:
    if is_folder:
        made = _BYPRODUCT_FOLDER.fullmatch(name)
        return not made and not (is_project and _BYPRODUCT_OF_PROJECT.fullmatch(name))
    return not _BYPRODUCT_FILE.fullmatch(name)


def _is_read(name: str, is_folder: bool, _is_project: bool) -> bool:
    return not name.startswith(".") and not (is_folder and name == "__pycache__")


def _digests(root: Path, counts: Chooser, is_followed: bool) -> dict[str, str]:
    if not root.is_dir():
        return {}
    around = (os.path.realpath(root),) if is_followed else ()
    names = sorted(_walk(str(root), "", counts, around))
    return {name: _digest(f"{root}/{name}", is_followed) for name in names}


def _walk(root: str, prefix: str, counts: Chooser, around: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of files; `around` are the real folders we are in, when links are followed."""
    with os.scandir(f"{root}/{prefix}") as scan:
        entries = list(scan)
    is_project = any(entry.name == "pyproject.toml" for entry in entries)
    for entry in entries:
        inner, is_folder = around, entry.is_dir(follow_symlinks=False)
        if around and entry.is_symlink() and entry.is_dir():
            real = os.path.realpath(entry.path)
            # A link to a folder that it stands in leads nowhere new.
            is_folder, inner = real not in around, (*around, real)
        if counts(entry.name, is_folder, is_project):
            if is_folder:
                yield from _walk(root, f"{prefix}{entry.name}/", counts, inner)
            else:
                yield prefix + entry.name


def _digest(path: str, is_followed: bool) -> str:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        if not is_followed or not os.path.isfile(path):  # noqa: PTH113  (a Path costs)
            return link_digest(Path(path))
    elif not stat.S_ISREG(mode):
        # To open a pipe would be to wait for somebody who writes into it.
        return f"special:{stat.S_IFMT(mode):o}"
    with open(path, "rb") as file:  # noqa: PTH123  (a Path for each of a thousand costs 10 ms)
        return digest_of(file.read())
