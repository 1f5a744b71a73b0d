"""The files of a built, unpacked or installed package, by their paths below a distribution."""

import re
import tomllib
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from qpf.tools.digests import digest_of, files_below
from qpf.tools.wheel_record import recorded_paths

__all__ = ["INFO", "PackageFiles", "UnreadablePackage", "read_package"]

INFO = ".dist-info"
"""How the folder of a wheel ends that tells what the wheel is."""

_WHEEL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl")
_INFO = re.compile(rf"(?P<name>[^-]+)-(?P<version>[^-]+){re.escape(INFO)}")
_LARGEST = 64 * 1024 * 1024
"""Bytes a file of a wheel may unpack to: nothing that is emitted comes near."""
_BROKEN = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError)
_OF_INSTALLERS = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "RECORD"})


class UnreadablePackage(Exception):
    """The path is no package; carries why."""


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """A package as found: `digests` by path below the distribution.

    A wheel holds only what is installed, so `is_whole` is false and paths are those below `src/`.
    Its `info` are the files that tell what it is, by name; `members` all of a wheel, by path.
    """

    name: str
    version: str
    digests: dict[str, str]
    is_whole: bool
    info: dict[str, bytes] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)


def read_package(path: Path) -> PackageFiles:
    """Read a wheel, the folder of a distribution, or the `.dist-info` of an installed one."""
    if path.is_dir() and path.name.endswith(INFO):
        return _installed(path)
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
            if len({one.filename for one in entries}) < len(entries):
                raise UnreadablePackage("it holds two files of one name")
            read = {one.filename: wheel.read(one) for one in entries}
    except (*_BROKEN, zlib.error) as error:
        raise UnreadablePackage("it cannot be unpacked") from error
    own = f"{named['name']}-{named['version']}{INFO}"
    info = {name.removeprefix(f"{own}/"): data for name, data in read.items() if _is_in(own, name)}
    digests = {
        f"src/{name}": digest_of(data) for name, data in read.items() if not _is_in(own, name)
    }
    members = {name: digest_of(data) for name, data in read.items()}
    name = _canonical(named["name"])
    return PackageFiles(name, named["version"], digests, False, info, members)


def _installed(path: Path) -> PackageFiles:
    named = _INFO.fullmatch(path.name)
    if named is None:
        raise UnreadablePackage("its name is not that of an installed package")
    site = path.parent
    info = {
        one: (path / one).read_bytes() for one in files_below(path) if one not in _OF_INSTALLERS
    }
    try:
        listed = recorded_paths((path / "RECORD").read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadablePackage("it has no `RECORD` of what was installed") from error
    tops = {PurePosixPath(one).parts[0] for one in listed} - {path.name, ".."}
    digests = {f"src/{one}": digest_of((site / one).read_bytes()) for one in _below(site, tops)}
    return PackageFiles(_canonical(named["name"]), named["version"], digests, False, info)


def _below(site: Path, tops: Iterable[str]) -> list[str]:
    """Everything in the packages that something was installed into, by-products apart."""
    found = []
    for top in sorted(tops):
        if (site / top).is_file():
            found.append(top)
        found += [f"{top}/{one}" for one in files_below(site / top)]
    return found


def _is_in(folder: str, name: str) -> bool:
    return PurePosixPath(name).parts[0] == folder


def _canonical(name: str) -> str:
    return name.replace("_", "-")
