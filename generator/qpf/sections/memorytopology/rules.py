"""Rules of memory layers."""

import re

from qpf.diagnostics.catalogue import memory
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_duration, check_names, check_unique
from qpf.sections.durations import duration_s, ttl_text
from qpf.sections.memorytopology.spec import MemoryTopologySpec, SemanticElement, WorkingLayer
from qpf.sections.system.spec import SystemSpec

__all__ = ["check"]

_BASE = "/memorytopology"
_STRUCTURE = f"{_BASE}/semanticmemory/structure"
_SOURCE_ENDS = {"source_id", "source", "from_id", "from"}
_TARGET_ENDS = {"target_id", "target", "to_id", "to"}


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Layers, lifetimes, keys, elements and sharing."""
    spec = agent.section("memorytopology", MemoryTopologySpec)
    if not spec.layers and not agent.is_library:
        found.add(memory.no_memory_layer(agent.at(_BASE), agent.id))
    if spec.workingmemory is not None:
        _check_working(agent, spec.workingmemory, found)
    for name in ("episodicmemory", "longtermpersistence"):
        layer = getattr(spec, name)
        if layer is not None:
            check_duration(agent, f"{_BASE}/{name}/retention", layer.retention, found)
    if spec.episodicmemory is not None:
        indexby = spec.episodicmemory.indexby
        check_unique(agent, f"{_BASE}/episodicmemory/indexby", indexby, found)
    structure = spec.semanticmemory.structure if spec.semanticmemory else ()
    for index, element in enumerate(structure):
        _check_element(agent, child(_STRUCTURE, index), element, found)
    for kind in ("node_type", "edge_type"):
        named = [(child(_STRUCTURE, n), getattr(one, kind)) for n, one in enumerate(structure)]
        check_names(agent, kind, [(f"{at}/{kind}", name) for at, name in named if name], found)
    sharing = spec.crossagentsharing
    if sharing is not None and sharing.enabled and not (spec.episodicmemory or spec.semanticmemory):
        found.add(memory.sharing_without_memory(agent.at(f"{_BASE}/crossagentsharing")))


def _check_working(agent: AgentSpec, layer: WorkingLayer, found: Diagnostics) -> None:
    pointer = f"{_BASE}/workingmemory"
    written = ttl_text(layer.purpose)
    if layer.ttl:
        check_duration(agent, f"{pointer}/ttl", layer.ttl, found)
    if written is not None:
        start = layer.purpose.index(written, layer.purpose.index("TTL"))
        check_duration(agent, f"{pointer}/purpose", written, found, start=start)
    if layer.ttl and written is not None and _differ(layer.ttl, written):
        found.add(memory.lifetime_twice(agent.at(f"{pointer}/ttl"), layer.ttl, written))
    slug = agent.id.partition("/")[2]
    match = re.fullmatch(r"([A-Za-z0-9_:-]+):working:\*", layer.keyspace)
    if match is None or _folded(match[1]) not in _own_names(agent, slug):
        place = agent.at(f"{pointer}/keyspace")
        found.add(memory.foreign_keyspace(place, layer.keyspace, f"{slug}:working:*"))


def _differ(one: str, other: str) -> bool:
    try:
        return duration_s(one) != duration_s(other)
    except ValueError:
        return False


def _own_names(agent: AgentSpec, slug: str) -> set[str]:
    names = {slug}
    system = agent.find("system", SystemSpec)
    if system is not None:
        names |= {system.name, system.rootpath.rstrip("/").rpartition("/")[2]}
    return {_folded(name) for name in names}


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _check_element(
    agent: AgentSpec, pointer: str, element: SemanticElement, found: Diagnostics
) -> None:
    if (element.node_type is None) == (element.edge_type is None):
        found.add(memory.ambiguous_element(agent.at(pointer)))
    fields = set(element.fields)
    if element.edge_type is not None and not (fields & _SOURCE_ENDS and fields & _TARGET_ENDS):
        place = agent.at(f"{pointer}/fields")
        found.add(memory.edge_without_ends(place, element.edge_type, element.fields))
