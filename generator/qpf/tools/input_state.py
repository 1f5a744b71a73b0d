"""What a run reads, as lines: every input file with its digest, the settings, the tools.

Two runs with the same lines give the same bytes. No third-party module is imported here.
"""

import shutil
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import qpf
from qpf.tools.digests import digest_of, file_digests, read_digests, value_digest
from qpf.tools.installed_names import extension_code, installed_names
from qpf.tools.shipped import shipped_files, shipped_root

__all__ = ["INPUT_FOLDERS", "SHIPPED", "WORKSPACE", "InputLine", "input_lines", "valued_lines"]

InputLine = tuple[str, str]
"""What is read, and the digest of its bytes."""

WORKSPACE, SHIPPED = "workspace", "shipped"
"""The first part of the names of what lies in the workspace, and of what the factory brings."""

INPUT_FOLDERS = ("schemas", "extractor_maps", "glue")
_INPUT_FILES = ("pyproject.toml", "requirements.lock")
_SECTIONS = "qpf.sections"


def input_lines(workspace: Path, roots: Sequence[Path]) -> Iterator[InputLine]:
    """Everything that a run in a workspace with these packs can read, in a fixed order."""
    yield "python", sys.version
    for name in installed_names():
        yield "installed", name
    yield "ruff", _ruff()
    for folder in INPUT_FOLDERS:
        yield from _named(f"{WORKSPACE}/{folder}", read_digests(workspace / folder))
    for file in _INPUT_FILES:
        yield f"{WORKSPACE}/{file}", _of_file(workspace / file)
    for path in shipped_files(shipped_root()):
        shown = f"{SHIPPED}/{path.relative_to(shipped_root()).as_posix()}"
        yield shown, _of_file(path)
        yield from _named(shown, read_digests(path))
    for number, path in enumerate((Path(qpf.__file__).parent, *extension_code(_SECTIONS))):
        if path.is_file():
            yield f"code {number}", _of_file(path)
        yield from _named(f"code {number}", file_digests(path, is_followed=True))
    for number, root in enumerate(roots):
        yield from _named(f"packs {number}", file_digests(root, is_followed=True))


def valued_lines(
    lines: Iterable[InputLine], values: Mapping[str, str], workspace: Path
) -> Iterator[InputLine]:
    """The same with the digests of values in place of those of the files they were read from.

    `values` holds one for every document that was read, by its path. Of the project's settings
    only the factory's own table counts.
    """
    settings = f"{WORKSPACE}/pyproject.toml"
    for name, digest in lines:
        if name == settings:
            yield name, value_digest(_table(workspace / "pyproject.toml"))
        else:
            yield name, values.get(name.partition("/")[2], digest)


def _table(file: Path) -> object:
    try:
        tool = tomllib.loads(file.read_text("utf-8")).get("tool", {})
        return repr(tool.get("qpf"))
    except (OSError, ValueError, AttributeError):
        return None


def _named(prefix: str, digests: dict[str, str]) -> Iterator[InputLine]:
    for name, digest in digests.items():
        yield f"{prefix}/{name}", digest


def _of_file(path: Path) -> str:
    return digest_of(path.read_bytes()) if path.is_file() else "absent"


def _ruff() -> str:
    """The formatter, which may be a program of the system and not a package."""
    beside = Path(sys.executable).with_name("ruff")
    found = str(beside) if beside.is_file() else shutil.which("ruff")
    if found is None:
        return "absent"
    state = Path(found).stat()
    return f"{state.st_size} {state.st_mtime_ns}"
