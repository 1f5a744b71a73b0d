"""The memory declaration of an agent, and the tests that every layer works."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.model.shared_configuration import MemoryBackends
from qpf.sections.durations import duration_s, ttl_text
from qpf.sections.memorytopology.spec import MemoryTopologySpec, SemanticElement
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["MemoryTestView", "MemoryView", "bridges", "tests"]

_BASE = "/memorytopology"
_ATTRIBUTES = {
    "workingmemory": ("working", "WorkingMemory"),
    "episodicmemory": ("episodic", "EpisodicMemory"),
    "semanticmemory": ("semantic", "SemanticMemory"),
    "causalmemory": ("causal", "CausalMemory"),
    "longtermpersistence": ("archive", "ArchiveMemory"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerView:
    """One declared layer: its attribute and the expression that declares it."""

    attribute: Identifier
    declaration: Code
    purpose: DocText


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryView(ModuleView):
    """The module that declares the memory of an agent."""

    agent: Literal
    layers: tuple[LayerView, ...]
    sharing: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTestView(ModuleView):
    """Which layers the tests exercise; a flag each, because each layer has another interface."""

    agent: Literal
    marks: tuple[Literal, ...]
    has_working: bool
    has_episodic: bool
    has_semantic: bool
    has_causal: bool
    has_archive: bool
    missing: Literal
    has_missing: bool
    index: Literal
    node_kind: Literal
    edge_kind: Literal
    factor: Literal
    effect: Literal


def bridges(agent: AgentNode, graph: Graph) -> Iterator[MemoryView]:
    """The declaration module."""
    spec = agent.spec.section("memorytopology", MemoryTopologySpec)
    stem = agent.stem_of(Role.MEMORY_BRIDGE) or "memory_bridge"
    names = {"MemoryTopology", "Sharing"} | {_ATTRIBUTES[layer][1] for layer in spec.layers}
    names |= {"Shape"} if spec.semanticmemory and spec.semanticmemory.structure else set()
    names |= {"Factor"} if spec.causalmemory and spec.causalmemory.links else set()
    backends = graph.collection_of(agent.id).map.shared_configuration.memory_backends
    yield MemoryView(
        path_fields=agent_paths(agent, stem),
        origin=agent.spec.key(_BASE),
        docstring=DocText(f"Memory of {agent.name}.", agent.spec.key(_BASE), indent=0),
        imports=imports_of(graph, [Import("qpf_core.memory", name) for name in names]),
        agent=Literal(agent.slug, agent.spec.key(_BASE)),
        layers=tuple(_layer(agent, spec, layer, backends) for layer in spec.layers),
        sharing=_sharing(agent, spec),
    )


def tests(agent: AgentNode, graph: Graph) -> Iterator[MemoryTestView]:
    """A test for each declared layer on embedded backends."""
    spec = agent.spec.section("memorytopology", MemoryTopologySpec)
    place = agent.spec.key(_BASE)
    stem = agent.stem_of(Role.MEMORY_BRIDGE) or "memory_bridge"
    missing = [name for name in _ATTRIBUTES if name not in spec.layers]
    semantic, causal = spec.semanticmemory, spec.causalmemory
    nodes = [one.node_type for one in semantic.structure if one.node_type] if semantic else []
    edges = [one.edge_type for one in semantic.structure if one.edge_type] if semantic else []
    link = causal.links[0] if causal and causal.links else None
    index = spec.episodicmemory.indexby[:1] if spec.episodicmemory else ()
    used = {"pytest"} | ({"qpf_core.errors"} if missing else set())
    imports = [Import("pytest"), Import("qpf_core.agent", "AgentRuntime")]
    imports += [Import("qpf_core.errors", "Forbidden")] if "qpf_core.errors" in used else []
    yield MemoryTestView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(f"Every memory layer of {agent.name} works.", place, indent=0),
        imports=imports_of(graph, imports),
        agent=Literal(agent.slug, place),
        marks=tuple(Literal(f"memory:{name}", place) for name in spec.layers),
        has_working=spec.workingmemory is not None,
        has_episodic=spec.episodicmemory is not None,
        has_semantic=semantic is not None,
        has_causal=causal is not None,
        has_archive=spec.longtermpersistence is not None,
        missing=Literal(_ATTRIBUTES[missing[0]][0] if missing else "", place),
        has_missing=bool(missing),
        index=Literal(dict.fromkeys(index, "one"), place),
        node_kind=Literal(nodes[0] if nodes else "thing", place),
        edge_kind=Literal(edges[0] if edges else "knows", place),
        factor=Literal(link.factor if link else "cause", place),
        effect=Literal(link.influences[0] if link else "effect", place),
    )


def _layer(
    agent: AgentNode, spec: MemoryTopologySpec, layer: str, backends: MemoryBackends
) -> LayerView:
    place = agent.spec.at(f"{_BASE}/{layer}")
    attribute, kind = _ATTRIBUTES[layer]
    purpose = getattr(spec, layer).purpose or "No purpose is stated"
    return LayerView(
        attribute=Identifier(attribute, place),
        declaration=Code.from_text(f"{kind}({_arguments(agent, spec, layer, backends)})", place),
        purpose=DocText(purpose, place),
    )


def _arguments(
    agent: AgentNode, spec: MemoryTopologySpec, layer: str, backends: MemoryBackends
) -> str:
    if layer == "workingmemory" and spec.workingmemory:
        one = spec.workingmemory
        lifetime = one.ttl or ttl_text(one.purpose)
        ttl = duration_s(lifetime) if lifetime else None
        return f"{Literal(backends.key(one.keyspace))}, ttl_s={Literal(ttl)}"
    if layer == "episodicmemory" and spec.episodicmemory:
        episodic = spec.episodicmemory
        kept = Literal(duration_s(episodic.retention))
        return f"retention_s={kept}, index={Literal(episodic.indexby)}"
    if layer == "semanticmemory" and spec.semanticmemory:
        structure = spec.semanticmemory.structure
        nodes = ", ".join(_shape(one, one.node_type) for one in structure if one.node_type)
        edges = ", ".join(_shape(one, one.edge_type) for one in structure if one.edge_type)
        parts = [f"nodes=({nodes},)" if nodes else "", f"edges=({edges},)" if edges else ""]
        return ", ".join(part for part in parts if part)
    if layer == "causalmemory" and spec.causalmemory:
        merged: dict[str, list[str]] = {}
        for link in spec.causalmemory.links:
            known = merged.setdefault(link.factor, [])
            known += [one for one in link.influences if one not in known]
        made = (f"Factor({Literal(one)}, {Literal(tuple(all_))})" for one, all_ in merged.items())
        factors = ", ".join(made)
        return f"factors=({factors},)" if factors else ""
    archive = spec.longtermpersistence
    retention = duration_s(archive.retention) if archive else None
    return f"{Literal(agent.slug)}, retention_s={Literal(retention)}"


def _shape(one: SemanticElement, kind: str) -> str:
    return f"Shape({Literal(kind)}, {Literal(one.fields)})"


def _sharing(agent: AgentNode, spec: MemoryTopologySpec) -> Code:
    place: Place = agent.spec.at(f"{_BASE}/crossagentsharing")
    shared = spec.crossagentsharing
    layer = next(
        (name for name in ("semanticmemory", "episodicmemory") if name in spec.layers), None
    )
    attribute = _ATTRIBUTES[layer][0] if layer else "working"
    enabled = bool(shared and shared.enabled and spec.layers)
    return Code.from_text(f"Sharing(enabled={enabled}, layer={Literal(attribute)})", place)
