"""Decides that a run has nothing to do, without importing anything heavy.

The state of the last run is a digest of all bytes that run could read, of the options, of the
installed tools, and of all bytes it left. All of them are read again, so a wrong answer needs a
collision of SHA-256. No third-party module is imported here or by what this imports.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from sysconfig import get_paths

import qpf
from qpf.model.request import GateLevel, Request
from qpf.tools.digests import digest_of, file_digests
from qpf.tools.filesystem import Disk
from qpf.tools.journal import JOURNAL
from qpf.tools.shipped import shipped_files, shipped_root

__all__ = ["inputs_state", "is_current", "remember"]

_STATE = "state.json"
_INPUT_FOLDERS = ("schemas", "extractor_maps", "glue")
_INPUT_FILES = ("pyproject.toml", "requirements.lock")
_RANK = {GateLevel.NONE: 0, GateLevel.FAST: 1, GateLevel.FULL: 2}


def is_current(request: Request, roots: tuple[Path, ...]) -> bool:
    """Whether the last run did the same, with gates at least as strict, and nothing moved since."""
    if request.force or (request.workspace / JOURNAL).exists():
        return False
    try:
        state = json.loads((request.private / _STATE).read_bytes())
        gates = GateLevel(state["gates"])
        return (
            _RANK[gates] >= _RANK[request.gates]
            and state["options"] == _options(request)
            and state["inputs"] == inputs_state(request, roots)
            and state["outputs"] == _outputs(request)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def inputs_state(request: Request, roots: tuple[Path, ...]) -> str:
    """A digest of every byte a run can read, and of the tools it can use."""
    total = hashlib.sha256()
    for line in _input_lines(request, roots):
        total.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return total.hexdigest()


def remember(request: Request, inputs: str, disk: Disk) -> None:
    """Store the state after a run that published everything; failing to is no fault.

    `inputs` is `inputs_state` before the run: what was edited meanwhile was perhaps not read.
    """
    state = {
        "gates": request.gates.value,
        "options": _options(request),
        "inputs": inputs,
        "outputs": _outputs(request),
    }
    with suppress(OSError):
        disk.write(request.private / _STATE, json.dumps(state).encode())


def _options(request: Request) -> str:
    return f"{request.strategy} {sorted(request.collections)} {sorted(request.selectors)}"


def _input_lines(request: Request, roots: tuple[Path, ...]) -> Iterator[str]:
    yield f"{sys.version_info}"
    yield " ".join(_installed())
    shipped = shipped_files(shipped_root())
    folders = [request.workspace / name for name in _INPUT_FOLDERS]
    folders += [*roots, *shipped, Path(qpf.__file__).parent]
    for number, folder in enumerate(folders):
        for name, digest in file_digests(folder).items():
            yield f"{number} {name} {digest}"
    for file in (*(request.workspace / name for name in _INPUT_FILES), *shipped):
        yield f"{file.name} {digest_of(file.read_bytes()) if file.is_file() else 'absent'}"


def _outputs(request: Request) -> str:
    present = [*file_digests(request.output).items(), *file_digests(request.manifests).items()]
    return digest_of(json.dumps(present).encode())


def _installed() -> list[str]:
    """Names of the installed distributions with their versions: the tools of a run."""
    folder = Path(get_paths()["purelib"])
    return sorted(path.name for path in folder.glob("*.dist-info"))
