"""The files of a built or unpacked package, by their paths below a distribution."""

import re
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qpf.tools.digests import digest_of, files_below

__all__ = ["PackageFiles", "UnreadablePackage", "read_package"]

_WHEEL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl")
_LARGEST = 64 * 1024 * 1024
"""Bytes a file of a wheel may unpack to: nothing that is emitted comes near."""


class UnreadablePackage(Exception):
    """The path is no package; carries why."""


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """A package as found: `digests` by path below the distribution.

    A wheel holds only what is installed, so `is_whole` is false and paths are those below `src/`.
    """

    name: str
    version: str
    digests: dict[str, str]
    is_whole: bool


def read_package(path: Path) -> PackageFiles:
    """Read a wheel, or the folder of a distribution with its `pyproject.toml`."""
    if path.is_dir():
        return _folder(path)
    if path.suffix == ".whl":
        return _wheel(path)
    raise UnreadablePackage("it is neither a wheel nor a folder with a `pyproject.toml`")


def _folder(path: Path) -> PackageFiles:
    try:
        project = tomllib.loads((path / "pyproject.toml").read_text("utf-8"))["project"]
        name, version = str(project["name"]), str(project["version"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UnreadablePackage("its `pyproject.toml` does not name a project") from error
    digests = {one: digest_of((path / one).read_bytes()) for one in files_below(path)}
    return PackageFiles(name, version, digests, is_whole=True)


def _wheel(path: Path) -> PackageFiles:
    named = _WHEEL.fullmatch(path.name)
    if named is None:
        raise UnreadablePackage("its name is not that of a wheel")
    try:
        with zipfile.ZipFile(path) as wheel:
            entries = [one for one in wheel.infolist() if not one.is_dir()]
            if any(one.file_size > _LARGEST for one in entries):
                raise UnreadablePackage("a file in it is too large")
            digests = {
                f"src/{one.filename}": digest_of(wheel.read(one))
                for one in entries
                if not PurePosixPath(one.filename).parts[0].endswith((".dist-info", ".data"))
            }
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadablePackage("it cannot be unpacked") from error
    return PackageFiles(named["name"].replace("_", "-"), named["version"], digests, is_whole=False)
