"""The story of the factory: every run is these stages in this order.

`extract` tells it to the end; `understanding` has its first half, from files to a graph, and
`inspection` the runs that publish nothing. Faults of the machine become diagnostics in `session`.
"""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.changes import changed_agents
from qpf.model.document import Document
from qpf.model.narrowing import narrowed
from qpf.model.outcome import Emitted, Outcome
from qpf.model.request import GateLevel, Request
from qpf.sections.exercises import required_exercises
from qpf.stages.gate import gate
from qpf.stages.plan import plan
from qpf.stages.publish import publish
from qpf.stages.record import record
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.fast_path import made_by, remember, seen, settle
from qpf.tools.filesystem import Disk, LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots
from qpf.tools.saved_plans import refuse_moved
from qpf.tools.workspace_session import session
from qpf.understanding import read, understand

__all__ = ["LOCAL", "emit", "extract", "understand"]

LOCAL = LocalDisk()


def emit(
    request: Request, disk: Disk, found: Diagnostics, documents: tuple[Document, ...] = ()
) -> Emitted:
    """From files to a formatted tree in the staging folder, and what it will replace."""
    graph, documents = understand(request, found, documents=documents)
    roots = pack_roots()
    digests = digests_of(documents, request.workspace, roots)
    recorded = read_recorded(request.manifests, found)
    request = narrowed(request, graph, changed_agents(graph, digests, recorded), found)
    request.tell("rendering")
    planned = plan(graph, read_packs(roots, found), found, request.collections)
    rendered = render(planned, roots, found, request.template_cache)
    request.tell("formatting")
    staged = tidy(rendered, planned.first_party, request.staging, disk, found)
    return Emitted(request=request, graph=graph, staged=staged, recorded=recorded, digests=digests)


def extract(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> Outcome | None:
    """Emit, gate, and publish files and manifests in one switch, or raise `Stopped`.

    None when the inputs say what they said to the last run, and all that it left is as it was.
    """
    with session(request, disk, found) as request:
        documents = read(request, found)
        roots = pack_roots()
        inputs = seen(request, roots, documents, found.marks)
        if not found.has_errors and settle(request, roots, inputs, disk):
            return None
        made = emit(request, disk, found, documents)
        refuse_moved(request.plan, made.digests, found)
        request.tell("gating")
        reports = gate(made.staged, made.graph, found, made.request, required_exercises(made.graph))
        request.tell("publishing")
        record(made, reports, disk, found, is_judged=request.gates is GateLevel.FULL)
        leaving = made_by(made)
        published = publish(made.staged, made.recorded, made.request, disk, found)
        remember(made.request, roots, inputs, leaving, disk)
    return Outcome(made, reports, published)
