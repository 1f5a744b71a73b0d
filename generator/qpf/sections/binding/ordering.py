"""The order of agents and collections once every edge is known."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.graph import EdgeKind, GraphEdge
from qpf.model.spec import CollectionSpec
from qpf.sections.binding.agents import AgentTable
from qpf.tools.graphs import cycles, ordered

__all__ = ["all_needs", "collection_order", "collection_requires"]

Pair = tuple[str, str]


def all_needs(table: AgentTable, edges: Sequence[GraphEdge]) -> list[Pair]:
    """Declared needs, and that of every service for the libraries of other collections."""
    needs = [(edge.source, edge.target) for edge in edges if edge.kind is EdgeKind.NEEDS]
    libraries = [agent for agent in table.agents.values() if agent.is_library]
    for agent in table.agents.values():
        for library in libraries:
            if not agent.is_library and agent.collection != library.collection:
                needs.append((agent.id, library.id))
    return list(dict.fromkeys(needs))


def collection_requires(
    specs: Sequence[CollectionSpec], needs: Sequence[Pair]
) -> Mapping[str, tuple[str, ...]]:
    """Collection -> collections its distribution depends on, sorted."""
    requires: dict[str, set[str]] = {spec.name: set() for spec in specs}
    for source, target in needs:
        own, other = source.partition("/")[0], target.partition("/")[0]
        if own != other:
            requires[own].add(other)
    return {name: tuple(sorted(others)) for name, others in requires.items()}


def collection_order(
    specs: Sequence[CollectionSpec],
    requires: Mapping[str, tuple[str, ...]],
    edges: Sequence[GraphEdge],
    found: Diagnostics,
) -> tuple[str, ...]:
    """Collections, each after those it requires; a circle among them is reported."""
    pairs = [(name, other) for name, others in requires.items() for other in others]
    circles = cycles(pairs)
    for path in circles:
        steps = tuple(_crossing(a, b, edges) for a, b in pairwise(path))
        found.add(references.dependency_cycle(steps[0], path, steps))
    names = tuple(spec.name for spec in specs)
    return names if circles else ordered(names, pairs)


def _crossing(own: str, other: str, edges: Sequence[GraphEdge]) -> Place:
    """An edge from one collection to the other."""
    for edge in edges:
        ends = edge.source.partition("/")[0], edge.target.partition("/")[0]
        if ends == (own, other) and edge.kind is EdgeKind.NEEDS:
            return edge.origin
    return Place(f"extractor_maps/{own}.yaml")
