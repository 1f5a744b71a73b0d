"""publish: staged tree and manifests -> `generated/` and `manifests/`, in one switch.

Promise: a hand edit or a foreign file stops the run before anything moves (unless forced); what
did not change is not touched; orphans leave in the same step; a crash leaves old or new.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from qpf.diagnostics.catalogue import publishing
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.artifact import StagedTree
from qpf.model.manifest import Recorded
from qpf.model.outcome import FileState, Published, State
from qpf.model.request import Request
from qpf.tools.digests import file_digests
from qpf.tools.file_faults import PUBLISHED
from qpf.tools.filesystem import Disk
from qpf.tools.journal import Move, switch
from qpf.tools.tree_state import foreign_manifests, survey

__all__ = ["publish"]


def publish(
    staged: StagedTree, recorded: Recorded, request: Request, disk: Disk, found: Diagnostics
) -> Published:
    """Switch the staged distributions and manifests in; nothing happens when nothing differs."""
    states = survey(request.output, staged, recorded, request.collections)
    collections = _collections(staged, recorded, request)
    if not request.force:
        _refuse(states, staged, recorded, request, collections, found)
        found.stop_if_errors()
    moves = [
        *_distribution_moves(states, staged, request),
        *_manifest_moves(staged, request, collections),
    ]
    switch(moves, request.workspace, disk, lambda: request.tell(PUBLISHED))
    # Left-overs in the staging folder are no fault: the next run begins by emptying it.
    with suppress(OSError):
        disk.remove_tree(staged.root.parent)
    return Published(states, tuple(move.live for move in moves))


def _collections(staged: StagedTree, recorded: Recorded, request: Request) -> tuple[str, ...]:
    emitted = {file.planned.collection for file in staged.files}
    gone = set() if request.collections else set(recorded.distributions)
    return tuple(sorted(emitted | gone))


def _refuse(
    states: Sequence[FileState],
    staged: StagedTree,
    recorded: Recorded,
    request: Request,
    collections: tuple[str, ...],
    found: Diagnostics,
) -> None:
    planned = {file.path: file.planned for file in staged.files}
    for file in states:
        place = Place(_shown(request, request.output / file.path))
        if file.state is State.FOREIGN:
            found.add(publishing.foreign_file(place))
        elif file.state is State.EDITED:
            known = planned.get(file.path)
            sources = recorded.files[file.path].sources
            source = known.origin if known else Place(sources[0] if sources else place.file)
            found.add(publishing.hand_edited(place, source))
    for path in foreign_manifests(request.manifests, collections):
        found.add(publishing.foreign_file(Place(_shown(request, request.manifests / path))))


def _distribution_moves(
    states: Sequence[FileState], staged: StagedTree, request: Request
) -> Iterator[Move]:
    changed = sorted({f.distribution for f in states if f.state is not State.SAME})
    for name in changed:
        live = request.output / name
        new = staged.root / name
        if name in staged.distributions:
            yield _move(request, live, new)
        elif os.path.lexists(live):
            yield _move(request, live, None)


def _manifest_moves(
    staged: StagedTree, request: Request, collections: Sequence[str]
) -> Iterator[Move]:
    folder = staged.root.parent / "manifests"
    for name in collections:
        live, new = request.manifests / name, folder / name
        if not live.is_symlink() and file_digests(live) == file_digests(new):
            continue
        yield _move(request, live, new if new.is_dir() else None)


def _move(request: Request, live: Path, new: Path | None) -> Move:
    return Move(_shown(request, live), _shown(request, new) if new else None)


def _shown(request: Request, path: Path) -> str:
    return path.relative_to(request.workspace).as_posix()
