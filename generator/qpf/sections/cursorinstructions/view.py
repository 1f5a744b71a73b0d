"""The documents that a schema asks for, and the honest holes it leaves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.cursorinstructions.chapters import CHAPTERS, Chapter
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.views.encode import DocText, Literal, MarkdownText
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName

__all__ = ["DocumentView", "HoleView", "documents", "hole_tests", "holes"]

_PLANS: Mapping[str, tuple[str, ...]] = {
    "README": ("identity", "operations", "endpoints", "library", "metadata"),
    "CONFIG": ("deployment", "memory", "files"),
    "APISPEC": ("endpoints", "operations", "communication"),
    "DEPLOYMENT": ("deployment", "endpoints", "anchors", "metadata"),
    "ARCHITECTURE": (
        "modules",
        "integration",
        "wirings",
        "memory",
        "world",
        "reasoning",
        "library",
    ),
    "INTEGRATION": ("integration", "wirings", "communication", "collaboration"),
    "GOVERNANCE": ("governance", "anchors", "learning"),
    "AUTONOMYRULES": ("learning", "collaboration", "governance"),
    "RUNBOOK": ("endpoints", "governance", "anchors", "memory", "deployment"),
    "TRAINING": ("learning", "reasoning", "operations"),
    "PACKETSPEC": ("communication", "wirings"),
    "REASONINGPIPELINE": ("reasoning", "operations", "world"),
    "AUDITSPEC": ("governance", "operations"),
}
"""Chapters of each known document; any other has all chapters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One Markdown document."""

    path_fields: Mapping[str, str]
    origin: Place
    title: MarkdownText
    role: MarkdownText
    purpose: MarkdownText
    has_purpose: bool
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleView(ModuleView):
    """A module to which the schema binds nothing: a contract for user code."""

    class_name: ClassName
    name: Literal


def documents(agent: AgentNode, graph: Graph) -> Iterator[DocumentView]:
    """One document for each entry of `generatedocs`."""
    del graph
    spec = agent.spec.section("cursorinstructions", CursorInstructionsSpec)
    for number, path in enumerate(spec.generatedocs):
        name = PurePosixPath(path).stem
        place = agent.spec.at(f"/cursorinstructions/generatedocs/{number}")
        wanted = _PLANS.get(name.replace("_", "").upper(), tuple(CHAPTERS))
        chapters = (CHAPTERS[one](agent) for one in wanted)
        yield DocumentView(
            path_fields=agent_paths(agent, name),
            origin=place,
            title=MarkdownText(f"{agent.name}: {name.replace('_', ' ').lower()}", place),
            role=MarkdownText(str(agent.spec.value.get("role", "")), agent.spec.at("/role")),
            purpose=MarkdownText(
                str(agent.spec.value.get("purpose", "")), agent.spec.at("/purpose")
            ),
            has_purpose=bool(agent.spec.value.get("purpose")),
            chapters=tuple(chapter for chapter in chapters if chapter.has_rows),
        )


def holes(agent: AgentNode, graph: Graph) -> Iterator[HoleView]:
    """A contract and a registration point for each module that nothing is bound to."""
    for stem, module in agent.modules.items():
        if module.role is not Role.UNBOUND:
            continue
        wanted = [Import("typing", "Protocol"), Import("qpf_core.errors", "Unavailable")]
        yield HoleView(
            path_fields=agent_paths(agent, stem),
            origin=module.origin,
            docstring=DocText(
                f"{stem} of {agent.name}: user code binds to it.", module.origin, indent=0
            ),
            imports=imports_of(graph, wanted),
            class_name=ClassName(stem, module.origin),
            name=Literal(f"{agent.package}.{stem}", module.origin),
        )


def hole_tests(agent: AgentNode, graph: Graph) -> Iterator[HoleView]:
    """A hole says that it is one, and gives way to what is bound to it."""
    for hole in holes(agent, graph):
        module = f"{agent.package}.{hole.path_fields['stem']}"
        wanted = [
            Import("pytest"),
            Import("qpf_core.errors", "Unavailable"),
            Import(module, "bind"),
            Import(module, "bound"),
        ]
        yield HoleView(
            path_fields=hole.path_fields,
            origin=hole.origin,
            docstring=hole.docstring,
            imports=imports_of(graph, wanted),
            class_name=hole.class_name,
            name=hole.name,
        )
