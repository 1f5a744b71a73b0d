"""Directed graphs by name; networkx is imported only when a graph is really looked at."""

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["cycles", "generations", "ordered", "reachable"]

Edges = Iterable[tuple[str, str]]
"""Pairs of (what needs, what is needed)."""


def cycles(edges: Edges) -> tuple[tuple[str, ...], ...]:
    """One cycle for every knot of the graph, as a path whose last node is its first.

    A cycle begins at its smallest name, so that the answer does not depend on the input's order.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(sorted(set(edges)))
    found = []
    for knot in nx.strongly_connected_components(graph):
        first = min(knot)
        if len(knot) > 1 or graph.has_edge(first, first):
            path = nx.find_cycle(graph.subgraph(sorted(knot)), first)
            nodes = [source for source, _ in path]
            start = nodes.index(min(nodes))
            turned = nodes[start:] + nodes[:start]
            found.append((*turned, turned[0]))
    return tuple(sorted(found))


def generations(nodes: Sequence[str], edges: Edges) -> tuple[tuple[str, ...], ...]:
    """Groups of nodes that need nothing of a later group; inside a group in the order of `nodes`.

    The graph must be acyclic.
    """
    import networkx as nx

    ranks = {node: rank for rank, node in enumerate(nodes)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((needed, needs) for needs, needed in edges)
    groups = nx.topological_generations(graph)
    return tuple(tuple(sorted(group, key=lambda node: ranks[node])) for group in groups)


def ordered(nodes: Sequence[str], edges: Edges) -> tuple[str, ...]:
    """The nodes, each after what it needs, otherwise in the given order; the graph is acyclic."""
    return tuple(node for group in generations(nodes, edges) for node in group)


def reachable(start: Iterable[str], edges: Edges) -> frozenset[str]:
    """The start nodes and everything they need, directly or not."""
    nexts: dict[str, list[str]] = {}
    for needs, needed in edges:
        nexts.setdefault(needs, []).append(needed)
    return _closure(start, nexts)


def _closure(start: Iterable[str], nexts: Mapping[str, Sequence[str]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(nexts.get(node, ()))
    return frozenset(seen)
