"""What every emitted Python module has: where it goes, what it says of itself, what it imports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.views.encode import Code, DocText
from qpf.views.imports import import_block
from qpf.views.naming import ClassName

__all__ = ["ModuleView", "agent_paths", "controller_class", "imports_of", "packages_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """The part that all module views share; `imports` is a finished block."""

    path_fields: Mapping[str, str]
    origin: Place
    docstring: DocText
    imports: Code


def agent_paths(agent: AgentNode, stem: str = "") -> dict[str, str]:
    """Fields for the path patterns of an agent's files."""
    return {"package": agent.package.replace(".", "/"), "stem": stem, "slug": agent.slug}


def packages_of(graph: Graph) -> tuple[str, ...]:
    """The top-level import packages that the workspace emits: isort's first party."""
    return tuple(sorted({collection.distribution.package for collection in graph.collections}))


def imports_of(graph: Graph, imports: Iterable[Import], module: str = "") -> Code:
    """The import block of a module; what the module itself defines is left out."""
    wanted = (one for one in imports if one.module != module)
    return import_block(wanted, packages_of(graph))


def controller_class(agent: AgentNode) -> ClassName:
    """The class that holds an agent's operations."""
    return ClassName(f"{agent.name} Controller", agent.spec.at("/name"))
