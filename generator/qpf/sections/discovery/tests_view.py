"""The tests of a discovery: its part, and both of its commands."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.discovery.names import command_name, orchestrator_name, part_name
from qpf.sections.discovery.spec import DiscoverySpec
from qpf.views.encode import DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["NodeTestsView", "OrchestratorTestsView", "node_tests", "orchestrator_tests"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTestsView(ModuleView):
    """A node beside a service, and as a process."""

    path: Literal
    group: Literal
    part: Identifier
    command: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorTestsView(ModuleView):
    """An orchestrator that knows nobody."""

    command: Identifier


def node_tests(agent: AgentNode, graph: Graph) -> Iterator[NodeTestsView]:
    """The tests of a node."""
    spec, place = agent.spec.section("discovery", DiscoverySpec), agent.spec.key("/discovery")
    package = graph.collection_of(agent.id).distribution.package
    home = f"{agent.package}.{spec.module}"
    wanted = [
        Import("json"),
        Import("pathlib", "Path"),
        Import("pytest"),
        Import("fastapi.testclient", "TestClient"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.service", "create_service"),
        Import("qpf_organism.testing_discovery", "LOOPBACK"),
        Import("qpf_organism.testing_discovery", "ended_after"),
        Import("qpf_organism.testing_discovery", "free_port"),
        Import(home, str(part_name(agent))),
        Import(home, str(command_name(agent))),
        Import(f"{package}.settings", "Settings"),
    ]
    yield NodeTestsView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name} finds who is there.", place, indent=0),
        imports=imports_of(graph, wanted),
        path=Literal(spec.peers.path, agent.spec.at("/discovery/peers/path")),
        group=Literal(spec.group, agent.spec.at("/discovery/group")),
        part=part_name(agent),
        command=command_name(agent),
    )


def orchestrator_tests(agent: AgentNode, graph: Graph) -> Iterator[OrchestratorTestsView]:
    """The tests of an orchestrator, where there is one."""
    spec = agent.spec.section("discovery", DiscoverySpec)
    if spec.orchestrator is None:
        return
    place = agent.spec.at("/discovery/orchestrator")
    package = graph.collection_of(agent.id).distribution.package
    home = f"{agent.package}.{spec.orchestrator.module}"
    wanted = [
        Import("pathlib", "Path"),
        Import("pytest"),
        Import("qpf_core.errors", "Unavailable"),
        Import(home, "ROUTES"),
        Import(home, str(orchestrator_name(agent))),
        Import(f"{package}.settings", "Settings"),
    ]
    yield OrchestratorTestsView(
        path_fields=agent_paths(agent, spec.orchestrator.module),
        origin=place,
        docstring=DocText(f"{agent.name} gives tasks to those who work.", place, indent=0),
        imports=imports_of(graph, wanted),
        command=orchestrator_name(agent),
    )
