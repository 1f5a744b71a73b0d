"""The arbiter beside the agents of a service, and the tests of that."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.genome.hooks import PART, part_name
from qpf.sections.genome.names import build_name
from qpf.sections.genome.spec import GenomeSpec
from qpf.sections.telling import told_as
from qpf.views.encode import DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["PartView", "part_modules", "part_tests"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView(ModuleView):
    """The part of an arbiter: where it is asked, and what makes it."""

    slug: Literal
    path: Literal
    part: Identifier
    build: Identifier


def part_modules(agent: AgentNode, graph: Graph) -> Iterator[PartView]:
    """The module that joins the service, where the genome has a `path`."""
    build = build_name(agent)
    wanted = [
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_organism.arbiter_part", "part_of_arbiter"),
        Import(f"{agent.package}.arbiter", str(build)),
    ]
    yield from _view(agent, graph, "asked over HTTP", wanted)


def part_tests(agent: AgentNode, graph: Graph) -> Iterator[PartView]:
    """The tests of that module."""
    wanted = [
        Import("fastapi.testclient", "TestClient"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.service", "create_service"),
        Import(f"{agent.package}.{PART}", str(part_name(agent))),
    ]
    yield from _view(agent, graph, "beats when it is asked", wanted)


def _view(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> Iterator[PartView]:
    spec = agent.spec.section("genome", GenomeSpec)
    if spec.path is None:
        return
    place = agent.spec.at("/genome/path")
    yield PartView(
        path_fields=agent_paths(agent, PART),
        origin=place,
        docstring=DocText(f"{agent.name}: {doc}.", place, indent=0),
        imports=imports_of(graph, wanted),
        slug=Literal(told_as(agent, "genome"), place),
        path=Literal(spec.path, place),
        part=part_name(agent),
        build=build_name(agent),
    )
