"""Runs that publish nothing: what an extraction would do, and the gates on what is there."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.gate import GateReport
from qpf.model.outcome import Preview
from qpf.model.request import Request
from qpf.pipeline import LOCAL, compared, emit
from qpf.stages.gate import gate
from qpf.tools.filesystem import Disk
from qpf.tools.workspace_session import session

__all__ = ["judge", "preview"]

_MANIFEST_DRIFT = "QPF656"


def preview(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> Preview:
    """Emit, and tell what publishing would do to each file."""
    with session(request, disk, found):
        made = emit(request, disk, found)
        drift = Diagnostics()
        states = compared(made, disk, drift)
        manifests = (d.place.file for d in drift.found if d.code == _MANIFEST_DRIFT)
        return Preview(made, states, tuple(manifests))


def judge(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> tuple[GateReport, ...]:
    """Gate what is published; raises `Stopped` when it is not what the schemas give.

    The staged tree is judged: after the comparison its bytes are those of the published one, and
    the tools leave their by-products where nobody looks.
    """
    with session(request, disk, found):
        made = emit(request, disk, found)
        compared(made, disk, found)
        found.stop_if_errors()
        request.tell("gating")
        return gate(made.staged, made.graph, found, made.request)
