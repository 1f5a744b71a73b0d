"""Resolution: names bound across agents, order found, operations compiled."""

from collections.abc import Sequence
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.graph import Graph, WiringNode
from qpf.model.spec import CollectionSpec
from qpf.sections.binding.across import check_across
from qpf.sections.binding.agents import AgentTable
from qpf.sections.binding.anchors import anchors_of, bind_anchors
from qpf.sections.binding.artifacts import check_artifacts
from qpf.sections.binding.behaviour import behaviour_of
from qpf.sections.binding.build import Bound, build
from qpf.sections.binding.edges import check_cycles, check_parallel, edges_of, needs_of
from qpf.sections.binding.extensions import extensions_of
from qpf.sections.binding.flows import check_flows
from qpf.sections.binding.library import check_library
from qpf.sections.binding.links import LinkTargets, check_links
from qpf.sections.binding.order import check_order
from qpf.sections.binding.ordering import all_needs, collection_order, collection_requires
from qpf.sections.binding.roles import modules_of
from qpf.sections.binding.roots import check_keyspaces, check_roots
from qpf.sections.binding.shared import check_backends, check_shared_roots
from qpf.sections.binding.wirings import bind_wirings, written_wirings

__all__ = ["resolve"]


def resolve(
    specs: Sequence[CollectionSpec],
    found: Diagnostics,
    *,
    library: Path | None = None,
    glue: Path | None = None,
) -> Graph:
    """Bind a workspace. Raises `Stopped` when `found` holds an error, of this stage or before.

    `library` is the static library package (with its `catalogue` folder), `glue` the folder with
    `<collection>/extensions`.
    """
    table = AgentTable.of(specs, found)
    edges = [edge for spec in specs for edge in edges_of(spec, table, found)]
    check_cycles(edges, found)
    check_keyspaces(specs, found)
    needs = all_needs(specs, table, edges, found)
    check_across(specs, needs, found)
    requires = collection_requires(specs, needs)
    order = collection_order(specs, requires, edges, found)
    for spec in specs:
        check_order(spec, table, needs_of(edges), found)
        check_parallel(spec, table, needs_of(edges), found)
        check_artifacts(spec, table, found)
        check_roots(spec, found)
        check_backends(spec, found)
    wirings = [w for spec in specs for w in bind_wirings(spec, table, edges, found)]
    bound = _bind_agents(specs, table, needs, wirings, library, found)
    behaviour_of(specs, bound, library, glue, found, needs)
    extensions = {spec.name: extensions_of(spec, glue, found) for spec in specs}
    found.stop_if_errors()
    return build(specs, bound, edges, needs, order, requires, extensions)


def _bind_agents(
    specs: Sequence[CollectionSpec],
    table: AgentTable,
    needs: list[tuple[str, str]],
    wirings: list[WiringNode],
    library: Path | None,
    found: Diagnostics,
) -> dict[str, Bound]:
    targets = LinkTargets.of(table, library)
    written = written_wirings(specs, table)
    bound: dict[str, Bound] = {}
    for spec in specs:
        anchors = anchors_of(spec, found)
        for agent in spec.agents:
            check_links(agent, targets, needs, found)
            check_shared_roots(spec, agent, found)
            check_flows(agent, table, written.get(agent.id, ()), found)
            check_library(agent, library, found)
            own = tuple(w for w in wirings if w.from_id == agent.id)
            bound[agent.id] = Bound(
                spec=agent,
                modules=modules_of(agent, written.get(agent.id, ()), own, found),
                wirings=own,
                incoming=tuple(w for w in wirings if w.to_id == agent.id),
                anchors=bind_anchors(agent, anchors, found),
            )
    return bound
