"""The story of the factory: every run is these stages in this order.

`extract` tells it to the end; the module `inspection` has the runs that publish nothing. The
faults of the machine become diagnostics in `session`.
"""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.changes import changed_agents
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
from qpf.tools.fast_path import inputs_state, remember
from qpf.tools.filesystem import Disk, LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots
from qpf.tools.saved_plans import refuse_moved
from qpf.tools.workspace_session import session
from qpf.understanding import understand

__all__ = ["LOCAL", "emit", "extract", "understand"]

LOCAL = LocalDisk()


def emit(request: Request, disk: Disk, found: Diagnostics) -> Emitted:
    """From files to a formatted tree in the staging folder, and what it will replace."""
    graph, documents = understand(request, found)
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


def extract(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> Outcome:
    """Emit, gate, and publish files and manifests in one switch, or raise `Stopped`."""
    with session(request, disk, found):
        inputs = inputs_state(request, pack_roots())
        made = emit(request, disk, found)
        refuse_moved(request.plan, made.digests, found)
        request.tell("gating")
        reports = gate(made.staged, made.graph, found, made.request, required_exercises(made.graph))
        request.tell("publishing")
        record(made, reports, disk, found, is_judged=request.gates is GateLevel.FULL)
        published = publish(made.staged, made.recorded, made.request, disk, found)
        remember(made.request, inputs, disk)
    return Outcome(made, reports, published)
