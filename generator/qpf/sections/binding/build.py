"""The graph, once everything is bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qpf.language.compiled import CompiledOperation
from qpf.language.scope import OperationScope
from qpf.language.type_table import TypeTable
from qpf.model.document import Origins
from qpf.model.graph import (
    AgentNode,
    Anchor,
    CollectionNode,
    EdgeKind,
    ExtensionModule,
    Graph,
    GraphEdge,
    ModuleRole,
    WiringNode,
)
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.roots import package_of
from qpf.sections.governance.policies import WrittenCondition
from qpf.tools.graphs import generations

__all__ = ["Bound", "build"]


@dataclass(slots=True, kw_only=True)
class Bound:
    """What is known of one agent while it is being bound; behaviour comes last."""

    spec: AgentSpec
    modules: Mapping[str, ModuleRole]
    wirings: tuple[WiringNode, ...]
    incoming: tuple[WiringNode, ...]
    anchors: tuple[Anchor, ...]
    types: TypeTable = field(default_factory=TypeTable)
    conditions: tuple[WrittenCondition, ...] = ()
    scope: OperationScope | None = None
    operations: tuple[CompiledOperation, ...] = ()


def build(
    specs: Sequence[CollectionSpec],
    bound: Mapping[str, Bound],
    edges: Sequence[GraphEdge],
    needs: Sequence[tuple[str, str]],
    order: Sequence[str],
    requires: Mapping[str, tuple[str, ...]],
    extensions: Mapping[str, tuple[ExtensionModule, ...]],
) -> Graph:
    """The graph of a workspace without faults."""
    by_name = {spec.name: spec for spec in specs}
    ids = tuple(agent.id for name in order for agent in by_name[name].agents)
    groups = generations(ids, needs)
    flat = [agent_id for group in groups for agent_id in group]
    nodes = {agent_id: _agent(bound[agent_id], edges) for agent_id in ids}
    collections = tuple(
        replace(
            _collection(by_name[name], [nodes[i] for i in flat if _home(i) == name]),
            requires=requires[name],
            extensions=extensions[name],
        )
        for name in order
    )
    return Graph(collections=collections, generations=groups, edges=tuple(edges))


def _home(agent_id: str) -> str:
    return agent_id.partition("/")[0]


def _collection(spec: CollectionSpec, agents: Sequence[AgentNode]) -> CollectionNode:
    glue = spec.glue_document
    return CollectionNode(
        name=spec.name,
        distribution=spec.map.distribution,
        map=spec.map,
        glue=spec.glue,
        agents=tuple(agents),
        map_origins=spec.map_document.origins,
        glue_origins=glue.origins if glue is not None else Origins({}),
        strategy=spec.strategy,
    )


def _agent(bound: Bound, edges: Sequence[GraphEdge]) -> AgentNode:
    spec = bound.spec
    own = [edge for edge in edges if edge.source == spec.id]
    package = package_of(spec)
    return AgentNode(
        id=spec.id,
        name=spec.name,
        slug=spec.id.partition("/")[2],
        package=package,
        spec=spec,
        needs=tuple(edge.target for edge in own if edge.kind is EdgeKind.NEEDS),
        observes=tuple(edge.target for edge in own if edge.kind is EdgeKind.OBSERVES),
        wirings=bound.wirings,
        incoming=bound.incoming,
        operations=bound.operations,
        modules=bound.modules,
        types=bound.types,
        scope=bound.scope or OperationScope(agent=spec.name, package=package, origins=spec.origins),
        anchors=bound.anchors,
    )
