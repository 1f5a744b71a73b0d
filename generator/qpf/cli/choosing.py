"""The agents that the selectors of a command mean, for commands that emit nothing."""

from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.changes import changed_agents
from qpf.model.document import Document
from qpf.model.graph import Graph
from qpf.model.request import Request
from qpf.model.selection import CHANGED, select
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded
from qpf.tools.packs_root import pack_roots

__all__ = ["chosen_agents"]


def chosen_agents(
    request: Request, graph: Graph, documents: Sequence[Document], found: Diagnostics
) -> tuple[str, ...]:
    """Ids in the order of the graph; raises `Stopped` for a selector that means nothing."""
    changed: frozenset[str] = frozenset()
    if any(CHANGED in text for text in request.selectors):
        digests = digests_of(documents, request.workspace, pack_roots())
        changed = changed_agents(graph, digests, read_recorded(request.manifests, found))
    ids = select(graph, request.selectors, found, changed)
    found.stop_if_errors()
    return ids
