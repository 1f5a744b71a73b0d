"""compare: staged tree and manifests against the published ones; the heart of `check`.

Promise: nothing is written; every difference is one diagnostic with its cause: a hand edit, an
input, a template, a missing file, an orphan, a foreign file, or a manifest.
"""

import json
from pathlib import Path

from qpf.diagnostics.catalogue import publishing
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.model.artifact import StagedFile, StagedTree
from qpf.model.manifest import Digests, Recorded, stable_part
from qpf.model.outcome import FileState, State
from qpf.model.request import Request
from qpf.tools.digests import files_below
from qpf.tools.manifest_store import is_manifest
from qpf.tools.tree_state import foreign_manifests, survey

__all__ = ["compare"]


def compare(
    staged: StagedTree,
    recorded: Recorded,
    digests: Digests,
    request: Request,
    found: Diagnostics,
) -> tuple[FileState, ...]:
    """Add a diagnostic for each file that differs; the states of all files."""
    states = survey(request.output, staged, recorded, request.collections)
    files = {file.path: file for file in staged.files}
    causes = _Causes(recorded, digests)
    for state in states:
        if state.state is not State.SAME:
            shown = _shown(request, request.output / state.path)
            found.add(_difference(state, shown, files.get(state.path), causes))
    _compare_manifests(staged, request, found)
    return states


class _Causes:
    """Finds what changed under a file since it was recorded."""

    __slots__ = ("_now", "_recorded")

    def __init__(self, recorded: Recorded, now: Digests) -> None:
        self._recorded, self._now = recorded, now

    def recorded(self, path: str) -> bool:
        """Whether an earlier run wrote the file."""
        return path in self._recorded.files

    def inputs(self, path: str) -> tuple[str, ...]:
        """The inputs that changed, those of the file itself if there are any."""
        then, now = self._recorded.inputs, self._now.inputs
        changed = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
        own = [name for name in changed if name in self._recorded.files[path].sources]
        return tuple(own or changed)

    def templates(self, path: str) -> tuple[str, ...]:
        """The templates of the file that changed."""
        then, now = self._recorded.templates, self._now.templates
        names = self._recorded.files[path].templates
        return tuple(name for name in names if then.get(name) != now.get(name))

    def source(self, path: str) -> Place:
        """The input a file that is no longer planned came from."""
        sources = self._recorded.files[path].sources
        return Place(sources[0] if sources else "")


def _difference(
    state: FileState, shown: str, file: StagedFile | None, causes: _Causes
) -> Diagnostic:
    place, origin = Place(shown), file.planned.origin if file else _blamed(state, causes)
    if state.state is State.FOREIGN:
        return publishing.foreign_file(place)
    if state.state is State.EDITED:
        return publishing.hand_edited(place, origin)
    if state.state is State.ORPHAN:
        return publishing.orphan_file(place)
    if state.state is State.MISSING:
        recorded = causes.recorded(state.path)
        return publishing.file_missing(origin, shown, recorded=recorded)
    return _outdated(state, shown, origin, causes)


def _blamed(state: FileState, causes: _Causes) -> Place:
    """The place to blame for a published file that nothing plans."""
    return causes.source(state.path) if causes.recorded(state.path) else Place(state.path)


def _outdated(state: FileState, shown: str, origin: Place, causes: _Causes) -> Diagnostic:
    templates = causes.templates(state.path)
    if templates:
        return publishing.template_changed(origin, shown, f"templates/{templates[0]}")
    inputs = causes.inputs(state.path)
    if inputs:
        return publishing.input_changed(origin, shown, inputs)
    return publishing.template_changed(origin, shown, "the factory")


def _compare_manifests(staged: StagedTree, request: Request, found: Diagnostics) -> None:
    folder = staged.root.parent / "manifests"
    collections = tuple(sorted({file.planned.collection for file in staged.files}))
    for name in collections:
        live = request.manifests / name
        for path in sorted({*files_below(folder / name), *files_below(live)}):
            if is_manifest(path) and _stable(folder / name / path) != _stable(live / path):
                found.add(publishing.manifest_drift(Place(_shown(request, live / path))))
    for path in foreign_manifests(request.manifests, collections):
        found.add(publishing.foreign_file(Place(_shown(request, request.manifests / path))))


def _stable(path: Path) -> object:
    try:
        return stable_part(json.loads(path.read_bytes()))
    except (OSError, ValueError, AttributeError, RecursionError):
        return None


def _shown(request: Request, path: Path) -> str:
    return path.relative_to(request.workspace).as_posix()
