"""The dependency graph: edges parsed, bound, and free of cycles."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.graph import EdgeKind, GraphEdge
from qpf.model.spec import CollectionSpec
from qpf.sections.binding.agents import AgentTable
from qpf.tools.graphs import cycles, reachable

__all__ = ["check_cycles", "check_parallel", "edges_of", "needs_of"]

_EDGE = re.compile(
    r"\s*(?P<a>[^()<>-][^()<>]*?)\s*(?P<arrow>->>|->)\s*(?P<b>[^()<>]+?)\s*(?:\((?P<why>.*)\))?\s*"
)


def edges_of(spec: CollectionSpec, table: AgentTable, found: Diagnostics) -> list[GraphEdge]:
    """The edges of one map; one that does not parse or bind is reported and left out."""
    edges: dict[tuple[str, str], GraphEdge] = {}
    for index, text in enumerate(spec.map.dependency_graph.edges):
        pointer = f"/dependency_graph/edges/{index}"
        place = spec.map_at(pointer)
        match = _EDGE.fullmatch(text)
        if match is None:
            found.add(references.edge_syntax(place, text))
            continue
        within = spec.map_document.origins.within
        ends = [
            table.bind(
                spec.name,
                match[part],
                within(pointer, match.start(part), len(match[part])),
                found,
            )
            for part in ("a", "b")
        ]
        source, target = ends
        if source is None or target is None:
            continue
        kind = EdgeKind.OBSERVES if match["arrow"] == "->>" else EdgeKind.NEEDS
        if source == target:
            found.add(references.edge_to_itself(place, source))
        elif (source, target) in edges:
            first = edges[source, target].origin
            found.add(references.duplicate_edge(place, source, target, first))
        else:
            edges[source, target] = GraphEdge(
                source=source,
                target=target,
                kind=kind,
                reason=(match["why"] or "").strip(),
                origin=place,
            )
    return list(edges.values())


def needs_of(edges: Iterable[GraphEdge]) -> list[tuple[str, str]]:
    """Pairs of the edges that order extraction."""
    return [(edge.source, edge.target) for edge in edges if edge.kind is EdgeKind.NEEDS]


def check_cycles(edges: Sequence[GraphEdge], found: Diagnostics) -> None:
    """Each cycle is reported as its full path, with the place of each edge."""
    places = {(e.source, e.target): e.origin for e in edges if e.kind is EdgeKind.NEEDS}
    for path in cycles(places):
        steps = tuple(places[pair] for pair in pairwise(path))
        found.add(references.dependency_cycle(steps[0], path, steps))


def check_parallel(
    spec: CollectionSpec, table: AgentTable, needs: list[tuple[str, str]], found: Diagnostics
) -> None:
    """Agents of one parallel group are different, and do not need one another."""
    for row, group in enumerate(spec.map.parallel_extraction):
        places = [spec.map_at(f"/parallel_extraction/{row}/{i}") for i in range(len(group))]
        ids = [table.bind(spec.name, n, p, found) for n, p in zip(group, places, strict=True)]
        members = [(id_, place) for id_, place in zip(ids, places, strict=True) if id_ is not None]
        for number, (agent_id, place) in enumerate(members):
            needed = reachable([agent_id], needs) - {agent_id}
            for index, (other, _) in enumerate(members):
                if other in needed or (other == agent_id and index < number):
                    found.add(references.not_parallel(place, agent_id, other))
