"""Discovery as modules: the node with its part and its command, and the orchestrator."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.discovery.hooks import commands, parts, settings
from qpf.sections.discovery.names import command_name, orchestrator_name, part_name
from qpf.sections.discovery.spec import DiscoverySpec, OrchestratorSpec
from qpf.sections.discovery.tests_view import node_tests, orchestrator_tests
from qpf.sections.rpc.spec import RpcSpec
from qpf.sections.telling import told_as
from qpf.views.encode import Code, DocText, Identifier, Literal, Number
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = [
    "NodeView",
    "OrchestratorView",
    "commands",
    "node_tests",
    "nodes",
    "orchestrator_tests",
    "orchestrators",
    "parts",
    "settings",
]

_KIT = "qpf_organism.discovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView(ModuleView):
    """A node, the part that shows its peers, and its command."""

    limits: Code
    group: Code
    announce_every_s: Number
    max_packet_bytes: Number
    max_skew_s: Number
    slug: Literal
    path: Literal
    part: Identifier
    command: Identifier
    word: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """An operation behind HTTP."""

    operation: Literal
    method: Literal
    path: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorView(ModuleView):
    """Who hands tasks to peers."""

    routes: tuple[RouteView, ...]
    diligence: Code
    offer: Code
    title: Literal
    version: Literal
    command: Identifier
    word: Literal


def nodes(agent: AgentNode, graph: Graph) -> Iterator[NodeView]:
    """The module of a node."""
    spec, at = agent.spec.section("discovery", DiscoverySpec), agent.spec.at
    package = graph.collection_of(agent.id).distribution.package
    place = agent.spec.key("/discovery")
    kit = ("Group", "Limits", "NodeOptions", "part_of_discovery", "discover_on_command")
    wanted = [
        Import("collections.abc", "Sequence"),
        Import("typing", "Final"),
        Import("qpf_core.service", "CoreSettings"),
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import(f"{package}.settings", "Settings"),
        *(Import(_KIT, name) for name in kit),
    ]
    yield NodeView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name}: who is there.", place, indent=0),
        imports=imports_of(graph, wanted),
        limits=_arguments(
            place,
            suspect_after_s=spec.suspect_after_s,
            drop_after_s=spec.drop_after_s,
            max_peers=spec.peers.limit,
            max_peers_per_address=spec.peers.per_address,
        ),
        group=_arguments(place, address=spec.group, port=spec.port, ttl=spec.ttl),
        announce_every_s=Number(spec.announce_every_s, at("/discovery/announce_every_s")),
        max_packet_bytes=Number(spec.max_packet_bytes, at("/discovery/max_packet_bytes")),
        max_skew_s=Number(spec.max_skew_s, at("/discovery/max_skew_s")),
        slug=Literal(told_as(agent, "discovery"), place),
        path=Literal(spec.peers.path, at("/discovery/peers/path")),
        part=part_name(agent),
        command=command_name(agent),
        word=Literal(spec.command.word, at("/discovery/command/word")),
    )


def orchestrators(agent: AgentNode, graph: Graph) -> Iterator[OrchestratorView]:
    """The module of the orchestrator, where there is one."""
    spec = agent.spec.section("discovery", DiscoverySpec)
    if spec.orchestrator is None:
        return
    asks, place = spec.orchestrator, agent.spec.at("/discovery/orchestrator")
    collection = graph.collection_of(agent.id)
    served = graph.agent(f"{collection.name}/{spec.serves}")
    title = collection.map.title or collection.name
    yield OrchestratorView(
        path_fields=agent_paths(agent, asks.module),
        origin=place,
        docstring=DocText(f"{agent.name}: tasks for those who are there.", place, indent=0),
        imports=imports_of(graph, _orchestrator_imports(agent, spec, served, graph)),
        routes=tuple(_routes(served)),
        diligence=_arguments(place, **_diligence(asks)),
        offer=_offer(served, place),
        title=Literal(f"{title}: orchestrator", place),
        version=Literal(collection.distribution.version, place),
        command=orchestrator_name(agent),
        word=Literal(asks.command.word, agent.spec.at("/discovery/orchestrator/command/word")),
    )


def _orchestrator_imports(
    agent: AgentNode, spec: DiscoverySpec, served: AgentNode, graph: Graph
) -> Iterator[Import]:
    package = graph.collection_of(agent.id).distribution.package
    yield Import("collections.abc", "Mapping")
    yield Import("collections.abc", "Sequence")
    yield Import("typing", "Final")
    yield Import("qpf_core.partners", "Route")
    for name in ("Diligence", "Offer", "OrchestratorOptions", "run_orchestrator"):
        yield Import("qpf_organism.orchestrator", name)
    yield Import(f"{package}.settings", "Settings")
    yield Import(f"{agent.package}.{spec.module}", "LIMITS")
    rpc = served.spec.find("rpc", RpcSpec)
    if rpc is not None:
        yield Import(f"{served.package}.{rpc.module}", "SERVICE")


def _routes(served: AgentNode) -> Iterator[RouteView]:
    spec = served.spec.section("deployment", DeploymentSpec)
    seen: set[str] = set()
    for index, endpoint in enumerate(spec.endpoints):
        place = served.spec.at(f"/deployment/endpoints/{index}")
        if endpoint.bound_to not in seen:
            seen.add(endpoint.bound_to)
            yield RouteView(
                operation=Literal(endpoint.bound_to, place),
                method=Literal(endpoint.method, place),
                path=Literal(endpoint.path, place),
            )


def _diligence(asks: OrchestratorSpec) -> dict[str, float]:
    return {
        "health_every_s": asks.health_every_s,
        "health_timeout_s": asks.health_timeout_s,
        "attempts": asks.attempts,
        "smoothing": asks.smoothing,
    }


def _offer(served: AgentNode, place: Place) -> Code:
    over_http = "routes=ROUTES, rest_host=settings.host"
    if "rpc" not in served.spec.sections:
        return Code.from_text(f"Offer({over_http})", place)
    over_grpc = "service=SERVICE, grpc_host=settings.rpc_host"
    return Code.from_text(f"Offer({over_grpc}, {over_http})", place)


def _arguments(place: Place, **values: float | str) -> Code:
    given = ", ".join(f"{name}={Literal(value)}" for name, value in values.items())
    return Code.from_text(given, place)
