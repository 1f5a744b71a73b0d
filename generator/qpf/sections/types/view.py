"""The records and enumerations that a schema declares, as one module."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.emit_types import emit_types
from qpf.model.graph import AgentNode, Graph, Role
from qpf.views.encode import Code, DocText
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["ModelsView", "models"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsView(ModuleView):
    """The module of all declared types."""

    classes: tuple[Code, ...]


def models(agent: AgentNode, graph: Graph) -> Iterator[ModelsView]:
    """The module of types: enumerations first, then records in the order of the schema."""
    stem = agent.stem_of(Role.MODELS)
    emitted = emit_types(agent.types, agent.scope.types)
    if stem is None or not emitted:
        return
    place = agent.spec.key("/types")
    imports = {one for declared in emitted for one in declared.imports}
    yield ModelsView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(f"Types of {agent.name}.", place, indent=0),
        imports=imports_of(graph, imports, f"{agent.package}.{stem}"),
        classes=tuple(Code(declared.lines, place) for declared in emitted),
    )
