"""What surrounds every run in a workspace: the lock, the healing of an earlier one, the faults."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from qpf.diagnostics.catalogue import environment
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.request import Request
from qpf.tools.file_faults import Progress, reported
from qpf.tools.filesystem import Disk
from qpf.tools.journal import JOURNAL, heal
from qpf.tools.lock import held, observed
from qpf.tools.private_folder import refuse_links
from qpf.tools.scratch import Scratch, sweep

__all__ = ["reading_session", "session"]


@contextmanager
def session(request: Request, disk: Disk, found: Diagnostics) -> Iterator[Request]:
    """Hold the workspace's lock over a healed tree; faults of the machine become diagnostics.

    The request it gives tells them which stage a run was in.
    """
    progress = Progress()
    with reported(request.workspace, found, progress), _healed(request, disk, found):
        yield _watched(request, progress)


@contextmanager
def reading_session(request: Request, disk: Disk, found: Diagnostics) -> Iterator[Request]:
    """The same for a run that publishes nothing: it works in a workspace that is read-only too.

    Then the request it gives keeps its private files in a temporary folder.
    """
    progress = Progress()
    with reported(request.workspace, found, progress):
        if _can_write(request):
            with _healed(request, disk, found):
                try:
                    yield _watched(request, progress)
                finally:
                    # Nothing was published; a rest would make the next run look for what was left.
                    disk.remove_tree(request.private / "staging")
            return
        refuse_links(request)
        with observed(request.private), Scratch() as scratch:
            yield _watched(replace(request, private_folder=scratch.folder), progress)


@contextmanager
def _healed(request: Request, disk: Disk, found: Diagnostics) -> Iterator[None]:
    refuse_links(request)
    with held(request.private) as killed:
        folders = (request.output_folder, request.manifests_folder)
        was_switching = heal(request.workspace, disk, folders)
        if was_switching or killed:
            sweep()
            found.add(environment.healed(Place("."), killed, is_new=was_switching))
        yield


def _watched(request: Request, progress: Progress) -> Request:
    def tell(stage: str) -> None:
        progress.stage = stage
        request.tell(stage)

    return replace(request, tell=tell)


def _can_write(request: Request) -> bool:
    """Whether the private folder can be written; an unfinished switch must be completed first."""
    folder = request.private if request.private.is_dir() else request.workspace
    is_allowed = os.access(folder, os.W_OK | os.X_OK)
    return is_allowed or (request.workspace / JOURNAL).exists()
