"""Runs that publish nothing: is the tree current, what would change, do the gates still pass."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.gate import GateReport
from qpf.model.outcome import Emitted, FileState, Preview
from qpf.model.request import Request
from qpf.pipeline import LOCAL, emit
from qpf.sections.exercises import required_exercises
from qpf.stages.compare import compare
from qpf.stages.gate import gate
from qpf.stages.record import record
from qpf.tools.filesystem import Disk
from qpf.tools.workspace_session import reading_session

__all__ = ["check", "judge", "preview"]

_MANIFEST_DRIFT = "QPF656"


def check(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> tuple[FileState, ...]:
    """Emit, and add a diagnostic for everything that differs from what is published."""
    with reading_session(request, disk, found) as request:
        return _compared(emit(request, disk, found), disk, found)


def preview(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> Preview:
    """Emit, and tell what publishing would do to each file."""
    with reading_session(request, disk, found) as request:
        made = emit(request, disk, found)
        drift = Diagnostics()
        states = _compared(made, disk, drift)
        manifests = (d.place.file for d in drift.found if d.code == _MANIFEST_DRIFT)
        return Preview(made, states, tuple(manifests))


def judge(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> tuple[GateReport, ...]:
    """Gate what is published; raises `Stopped` when it is not what the schemas give.

    The staged tree is judged: after the comparison its bytes are those of the published one, and
    the tools leave their by-products where nobody looks.
    """
    with reading_session(request, disk, found) as request:
        made = emit(request, disk, found)
        _compared(made, disk, found)
        found.stop_if_errors()
        request.tell("gating")
        return gate(made.staged, made.graph, found, made.request, required_exercises(made.graph))


def _compared(made: Emitted, disk: Disk, found: Diagnostics) -> tuple[FileState, ...]:
    """The states of all files; what differs is added, manifests included."""
    record(made, (), disk, found, is_judged=False)
    return compare(made.staged, made.recorded, made.digests, made.request, found)
