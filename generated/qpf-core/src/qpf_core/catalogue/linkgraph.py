"""Link prediction over an undirected graph given as edges: who else probably belongs together."""

import math
from collections import deque
from collections.abc import Sequence

from qpf_core.catalogue._arrays import tidy
from qpf_core.catalogue.protocols import Linked
from qpf_core.catalogue.results import Pair, Score
from qpf_core.guards import require_one_of, require_range

METHODS = ("adamic_adar", "common_neighbours", "jaccard", "resource_allocation")
_Graph = dict[str, dict[str, None]]


def neighbours(edges: Sequence[Linked], node: str) -> list[str]:
    """Return the nodes linked to a node, in the order of their first edge.

    None for an unknown node.
    """
    return list(_graph(edges).get(node, ()))


def degree(edges: Sequence[Linked], node: str) -> int:
    """Count the nodes linked to a node."""
    return len(neighbours(edges, node))


def common_neighbours(edges: Sequence[Linked], left: str, right: str) -> list[str]:
    """Return the nodes linked to both, in the order of the left node's edges."""
    return _common(_graph(edges), left, right)


def adamic_adar(edges: Sequence[Linked], left: str, right: str) -> float:
    """Return the sum over common neighbours of one by the logarithm of their degree.

    Rare friends weigh more.
    """
    return _likelihood(_graph(edges), left, right, "adamic_adar")


def link_score(
    edges: Sequence[Linked], left: str, right: str, method: str = "adamic_adar"
) -> float:
    """Score one possible edge by adamic_adar, common_neighbours, jaccard or resource_allocation."""
    require_one_of("method", method, METHODS)
    return _likelihood(_graph(edges), left, right, method)


def link_scores(
    edges: Sequence[Linked], node: str, method: str = "adamic_adar", limit: int | None = None
) -> list[Score]:
    """Rank the nodes that a node is not yet linked to and shares a neighbour with, best first.

    Raises InputError for an unknown method or a negative limit.
    """
    require_one_of("method", method, METHODS)
    if limit is not None:
        require_range("limit", limit, low=0)
    graph = _graph(edges)
    found = [Score(other, _likelihood(graph, node, other, method)) for other in _near(graph, node)]
    return sorted(found, key=lambda item: (-item.score, item.id))[:limit]


def predict_links(
    edges: Sequence[Linked], method: str = "adamic_adar", limit: int = 10
) -> list[Pair]:
    """Rank all missing edges between nodes with a common neighbour, best first.

    Source sorts before target.
    """
    require_one_of("method", method, METHODS)
    require_range("limit", limit, low=0)
    graph = _graph(edges)
    found = [
        Pair(node, other, _likelihood(graph, node, other, method))
        for node in graph
        for other in _near(graph, node)
        if node < other
    ]
    return sorted(found, key=lambda item: (-item.score, item.source, item.target))[:limit]


def shortest_path(
    edges: Sequence[Linked], source: str, target: str, maximum_hops: int = 10
) -> list[str]:
    """Return the nodes of a shortest path, both ends included.

    Empty when there is none within the hops.
    """
    require_range("maximum_hops", maximum_hops, low=0)
    graph = _graph(edges)
    waiting = deque([[source]])
    seen = {source}
    while waiting:
        path = waiting.popleft()
        if path[-1] == target:
            return path
        if len(path) > maximum_hops:
            continue
        for other in graph.get(path[-1], ()):
            if other not in seen:
                seen.add(other)
                waiting.append([*path, other])
    return []


def _graph(edges: Sequence[Linked]) -> _Graph:
    graph: _Graph = {}
    for edge in edges:
        # a loop says nothing about who belongs together
        if edge.source != edge.target:
            graph.setdefault(edge.source, {})[edge.target] = None
            graph.setdefault(edge.target, {})[edge.source] = None
    return graph


def _common(graph: _Graph, left: str, right: str) -> list[str]:
    others = graph.get(right, {})
    return [node for node in graph.get(left, {}) if node in others]


def _near(graph: _Graph, node: str) -> list[str]:
    """Return the nodes two steps away that are not linked already."""
    linked = graph.get(node, {})
    found = {other: None for friend in linked for other in graph[friend]}
    return [other for other in found if other != node and other not in linked]


def _likelihood(graph: _Graph, left: str, right: str, method: str) -> float:
    shared = _common(graph, left, right)
    degrees = [len(graph[node]) for node in shared]
    if method == "common_neighbours":
        return float(len(shared))
    if method == "jaccard":
        union = len(graph.get(left, {}).keys() | graph.get(right, {}).keys())
        return tidy(len(shared) / union) if union else 0.0
    if method == "resource_allocation":
        return tidy(math.fsum(1.0 / size for size in degrees))
    # a shared neighbour of two different nodes has degree 2 or more; a node compared with itself
    # may not
    return tidy(math.fsum(1.0 / math.log(max(size, 2)) for size in degrees))
