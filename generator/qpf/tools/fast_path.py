"""Decides that a run has nothing to do.

The state of the last run is a digest of all bytes that run could read, of the options, of the
installed tools, and of all bytes it left. `is_current` reads all of them again, so a wrong answer
needs a collision of SHA-256; no third-party module is imported here or by what this imports.
`settle` is the second look, once the documents are read: the same, with their values in place
of their bytes, so that a comment or another layout is nothing to do either.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qpf.model.document import Document
from qpf.model.request import GateLevel, Request
from qpf.tools.digests import digest_of, file_digests, value_digest
from qpf.tools.filesystem import Disk
from qpf.tools.input_state import InputLine, input_lines, valued_lines
from qpf.tools.journal import JOURNAL
from qpf.tools.lock import is_left

if TYPE_CHECKING:
    from qpf.model.outcome import Emitted

__all__ = ["Seen", "inputs_state", "is_current", "made_by", "remember", "seen", "settle"]

_STATE = "state.json"
_RANK = {GateLevel.NONE: 0, GateLevel.FAST: 1, GateLevel.FULL: 2}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run read: a digest of all bytes, and one with values in place of documents.

    `documents` are the digests of the files of the workspace that were read, by path.
    """

    inputs: str
    values: str
    documents: Mapping[str, str]


def inputs_state(request: Request, roots: Sequence[Path]) -> str:
    """A digest of every byte a run can read, and of the tools it can use."""
    return _digest(input_lines(request.workspace, roots))


def seen(
    request: Request,
    roots: Sequence[Path],
    documents: Iterable[Document],
    marks: Iterable[tuple[str, int, str]] = (),
) -> Seen:
    """What a run that read these documents sees of its inputs.

    `marks` are the comments that say something after all: file, line and code of what they excuse.
    """
    read = tuple(documents)
    lines = tuple(input_lines(request.workspace, roots))
    values = {document.path: value_digest(document.value) for document in read}
    return Seen(
        inputs=_digest(lines),
        values=_digest([*valued_lines(lines, values, request.workspace), *_shown(marks)]),
        documents={document.path: document.digest for document in read},
    )


def is_current(request: Request, roots: Sequence[Path]) -> bool:
    """Whether the last run did the same, with gates at least as strict, and nothing moved since."""
    state = _last(request)
    if state is None or is_left(request.private):
        return False
    try:
        is_same = state["inputs"] == inputs_state(request, roots)
        return is_same and bool(state["outputs"] == _sealed(_present(request)))
    except (OSError, KeyError):
        return False


def settle(request: Request, roots: Sequence[Path], now: Seen, disk: Disk) -> bool:
    """Whether the last run did the same with the same values, and nothing it left has moved.

    If so, the bytes of today are remembered: `is_current` will know the next time. The documents
    must have been read without a fault.
    """
    state = _last(request)
    try:
        is_same = state is not None and request.plan is None and state["values"] == now.values
        if state is None or not is_same or state["outputs"] != _sealed(_present(request)):
            return False
    except (OSError, KeyError):
        return False
    with suppress(OSError):
        if not _is_moving(request, roots, now):
            _store(request, {**state, "inputs": now.inputs}, disk)
    return True


def remember(
    request: Request,
    roots: Sequence[Path],
    before: Seen,
    made: Mapping[str, str],
    disk: Disk,
) -> None:
    """Store the state after a run that published everything; failing to is no fault.

    `before` is what it saw when it began, `made` the digests of what it left below the workspace.
    Nothing is stored when either is not what lies there now: what somebody changed meanwhile was
    perhaps not read, or not judged.
    """
    with suppress(OSError):
        outputs = _present(request)
        if _is_disturbed(request, made, outputs) or _is_moving(request, roots, before):
            return
        state = {
            "gates": request.gates.value,
            "options": _options(request),
            "inputs": before.inputs,
            "values": before.values,
            "outputs": _sealed(outputs),
        }
        _store(request, state, disk)


def made_by(made: "Emitted") -> dict[str, str]:
    """The digests of what a run is about to leave: the staged files and manifests."""
    request, staged = made.request, made.staged
    files = {f"{request.output_folder}/{file.path}": file.digest for file in staged.files}
    manifests = file_digests(staged.root.parent / "manifests")
    return files | {f"{request.manifests_folder}/{path}": d for path, d in manifests.items()}


def _store(request: Request, state: Mapping[str, object], disk: Disk) -> None:
    sealed = {**state, "seal": _seal(state)}
    disk.write(request.private / _STATE, json.dumps(sealed).encode())


def _last(request: Request) -> dict[str, Any] | None:
    """The state of the last run, when that was not less than what is asked now."""
    if request.force or (request.workspace / JOURNAL).exists():
        return None
    try:
        state = json.loads((request.private / _STATE).read_bytes())
        # Half of it is no JSON, and what was changed since is believed in no part.
        if state.pop("seal") != _seal(state):
            return None
        is_enough = _RANK[GateLevel(state["gates"])] >= _RANK[request.gates]
        return state if is_enough and state["options"] == _options(request) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AttributeError):
        return None


def _is_disturbed(request: Request, made: Mapping[str, str], outputs: Mapping[str, str]) -> bool:
    """Whether what lies there is not what was made: somebody changed it since the switch."""
    if any(outputs.get(path) != digest for path, digest in made.items()):
        return True
    own = f"{request.output_folder}/"
    beside = [path for path in outputs.keys() - made.keys() if path.startswith(own)]
    return not request.collections and any("/" in path.removeprefix(own) for path in beside)


def _is_moving(request: Request, roots: Sequence[Path], before: Seen) -> bool:
    """Whether an input is not what it was when the run began, or when the run read it."""
    files = ((request.workspace / path, digest) for path, digest in before.documents.items())
    if any(file.is_file() and digest_of(file.read_bytes()) != d for file, d in files):
        return True
    return inputs_state(request, roots) != before.inputs


def _options(request: Request) -> list[object]:
    folders = [request.output_folder, request.manifests_folder]
    chosen = [sorted(request.collections), sorted(request.selectors)]
    return [request.strategy, *chosen, *folders]


def _shown(marks: Iterable[tuple[str, int, str]]) -> Iterable[InputLine]:
    return [(f"mark {file}:{line}", code) for file, line, code in marks]


def _digest(lines: Iterable[InputLine]) -> str:
    return digest_of(json.dumps([list(line) for line in lines]).encode())


def _seal(state: Mapping[str, object]) -> str:
    return digest_of(json.dumps(state, sort_keys=True).encode())


def _sealed(present: Mapping[str, str]) -> str:
    return digest_of(json.dumps(sorted(present.items())).encode())


def _present(request: Request) -> dict[str, str]:
    """The digests of everything below the folders of output and manifests."""
    folders = (request.output_folder, request.manifests_folder)
    return {
        f"{folder}/{path}": digest
        for folder in folders
        for path, digest in file_digests(request.workspace / folder).items()
    }
