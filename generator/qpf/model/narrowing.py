"""From the words of a command line to the collections a run emits."""

from dataclasses import replace

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.graph import Graph
from qpf.model.request import Request
from qpf.model.selection import select

__all__ = ["narrowed"]


def narrowed(
    request: Request, graph: Graph, changed: frozenset[str], found: Diagnostics
) -> Request:
    """The request limited to the collections of the selected agents.

    A distribution is emitted whole: an agent's files cannot be switched in without its siblings'.
    When nothing changed, `changed` limits nothing: emitting everything gives the same bytes.
    """
    if not request.selectors:
        return request
    ids = select(graph, request.selectors, found, changed)
    chosen = {agent_id.partition("/")[0] for agent_id in ids}
    found.stop_if_errors()
    names = tuple(c.name for c in graph.collections if c.name in chosen)
    return replace(request, collections=names)
