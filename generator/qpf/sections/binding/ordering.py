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
CORE = "core"


def all_needs(
    specs: Sequence[CollectionSpec],
    table: AgentTable,
    edges: Sequence[GraphEdge],
    found: Diagnostics,
) -> list[Pair]:
    """Declared needs, and that of every agent for the libraries its collection stands on."""
    needs = [(edge.source, edge.target) for edge in edges if edge.kind is EdgeKind.NEEDS]
    for spec in specs:
        grounds = _grounds(spec, table, found)
        libraries = [a.id for a in table.agents.values() if a.ships and a.collection in grounds]
        needs += [(agent.id, library) for agent in spec.agents for library in libraries]
    return list(dict.fromkeys(needs))


def _grounds(spec: CollectionSpec, table: AgentTable, found: Diagnostics) -> set[str]:
    """The library collections below a collection: the core, and those its map names."""
    shipping = {agent.collection for agent in table.agents.values() if agent.ships}
    named = spec.map.distribution.stands_on
    for index, name in enumerate(named):
        if name not in shipping or name == spec.name:
            place = spec.map_at(f"/distribution/stands_on/{index}")
            found.add(references.unknown_ground(place, name, tuple(sorted(shipping))))
    return ({*named, CORE} & shipping) - {spec.name}


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
