"""What surrounds every run in a workspace: the lock, the healing of an earlier one, the faults."""

from collections.abc import Iterator
from contextlib import contextmanager

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.request import Request
from qpf.tools.file_faults import reported
from qpf.tools.filesystem import Disk
from qpf.tools.journal import heal
from qpf.tools.lock import held

__all__ = ["session"]


@contextmanager
def session(request: Request, disk: Disk, found: Diagnostics) -> Iterator[None]:
    """Hold the workspace's lock over a healed tree; faults of the machine become diagnostics."""
    with reported(request.workspace, found), held(request.private):
        heal(request.workspace, disk)
        yield
