"""The HTTP face of an agent and what it needs around it: configuration, loggers, telemetry."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.clients import classes_of
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.deployment.checking import (
    api_tests,
    configuration_tests,
    logger_tests,
    telemetry_tests,
)
from qpf.sections.deployment.requests import RequestView, request
from qpf.sections.deployment.spec import DeploymentSpec, Endpoint
from qpf.sections.operations.modules import constant_of, module_import, module_names
from qpf.sections.operations.signatures import annotation, signature_imports
from qpf.views.encode import Code, DocText, DottedName, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, controller_class, imports_of
from qpf.views.naming import ClassName, FunctionName, Namer

__all__ = [
    "api_servers",
    "api_tests",
    "configuration_tests",
    "configurations",
    "logger_tests",
    "loggers",
    "telemetry",
    "telemetry_tests",
]

_BASE = "/deployment"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """One endpoint: its decorator, its handler, what it calls."""

    verb: Identifier
    path: Literal
    name: Literal
    function: Identifier
    docstring: DocText
    operation: Code
    method: Identifier
    returns: Code
    request: RequestView


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """A client that the agent is given."""

    class_name: Identifier
    partner: Code
    routes: Code
    retry: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiView(ModuleView):
    """The router of an agent and the function that puts the agent together."""

    agent: Literal
    name: Literal
    controller: ClassName
    requests: tuple[RequestView, ...]
    routes: tuple[RouteView, ...]
    partners: tuple[PartnerView, ...]
    has_packets: bool
    has_events: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationView(ModuleView):
    """The configuration module."""

    values: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesView(ModuleView):
    """A module around a tuple of names: loggers or metrics."""

    names: Literal
    prefix: DottedName


def api_servers(agent: AgentNode, graph: Graph) -> Iterator[ApiView]:
    """The HTTP module of an agent."""
    spec = agent.spec.section("deployment", DeploymentSpec)
    by_name = {operation.name: operation for operation in agent.operations}
    modules = module_names(agent)
    namer = Namer(("routes", "controller", "service", "router", "requires", *modules.values()))
    routes = tuple(
        _route(agent, number, endpoint, by_name[endpoint.bound_to], namer)
        for number, endpoint in enumerate(spec.endpoints)
    )
    place = agent.spec.key(_BASE)
    partners = tuple(_partners(agent, graph))
    yield ApiView(
        path_fields=agent_paths(agent, agent.stem_of(Role.API_SERVER) or ""),
        origin=place,
        docstring=DocText(f"{agent.name} over HTTP.", place, indent=0),
        imports=imports_of(graph, _api_imports(agent, graph, spec, by_name)),
        agent=Literal(agent.slug, place),
        name=Literal(agent.name, agent.spec.at("/name")),
        controller=controller_class(agent),
        requests=tuple(route.request for route in routes if route.request.has_body),
        routes=routes,
        partners=partners,
        has_packets=agent.stem_of(Role.PACKET_HANDLER) is not None,
        has_events=agent.stem_of(Role.EVENT_SUBSCRIBER) is not None,
    )


def configurations(agent: AgentNode, graph: Graph) -> Iterator[ConfigurationView]:
    """What the schema says of the process the agent runs in."""
    spec = agent.spec.section("deployment", DeploymentSpec)
    resources, at = spec.resources, agent.spec.at
    values: dict[str, tuple[object, str]] = {
        "agent": (agent.slug, "/name"),
        "environment": (spec.environment, f"{_BASE}/environment"),
        "runtime": (spec.runtime, f"{_BASE}/runtime"),
        "api_mode": (spec.apimode, f"{_BASE}/apimode"),
        "replicas": (spec.replicas, f"{_BASE}/replicas"),
        "cpu": (resources.cpu, f"{_BASE}/resources"),
        "memory": (resources.memory, f"{_BASE}/resources"),
        "disk": (resources.disk or "", f"{_BASE}/resources"),
        "health_path": (spec.healthcheck or "/readyz", f"{_BASE}/healthcheck"),
        "dashboard": (spec.telemetry.dashboard or "", f"{_BASE}/telemetry/dashboard"),
    }
    place = agent.spec.key(_BASE)
    lines = [
        line
        for name, (value, pointer) in values.items()
        for line in Code.from_text(f"    {name}={Literal(value)},", at(pointer)).lines
    ]
    yield ConfigurationView(
        path_fields=agent_paths(agent, agent.stem_of(Role.CONFIG_MANAGER) or ""),
        origin=place,
        docstring=DocText(f"Where and how {agent.name} runs.", place, indent=0),
        imports=imports_of(graph, [Import("qpf_core.agent.configuration", "AgentConfiguration")]),
        values=Code(lines, place),
    )


def loggers(agent: AgentNode, graph: Graph) -> Iterator[NamesView]:
    """The named loggers of an agent, one for each declared log file."""
    spec = agent.spec.section("cursorinstructions", CursorInstructionsSpec)
    place = agent.spec.at("/cursorinstructions/logging")
    names = tuple(dict.fromkeys(PurePosixPath(path).stem for path in spec.logging))
    wanted = [Import("typing", "Any"), Import("structlog"), Import("qpf_core.errors", "InputError")]
    yield _names(
        agent, graph, Role.LOGGER, f"Loggers of {agent.name}.", wanted, Literal(names, place)
    )


def telemetry(agent: AgentNode, graph: Graph) -> Iterator[NamesView]:
    """The metrics of an agent and a report of their values."""
    spec = agent.spec.section("deployment", DeploymentSpec)
    place = agent.spec.at(f"{_BASE}/telemetry/metrics")
    wanted = [Import("collections.abc", "Mapping"), Import("qpf_core.agent", "AgentRuntime")]
    metrics = Literal(spec.telemetry.metrics, place)
    yield _names(
        agent, graph, Role.TELEMETRY_REPORTER, f"Metrics of {agent.name}.", wanted, metrics
    )


def _names(
    agent: AgentNode, graph: Graph, role: Role, doc: str, wanted: list[Import], names: Literal
) -> NamesView:
    place = agent.spec.key(_BASE)
    return NamesView(
        path_fields=agent_paths(agent, agent.stem_of(role) or ""),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        names=names,
        prefix=DottedName(agent.package, place),
    )


def _route(
    agent: AgentNode, number: int, endpoint: Endpoint, operation: CompiledOperation, namer: Namer
) -> RouteView:
    place = agent.spec.at(f"{_BASE}/endpoints/{number}")
    module = module_names(agent)[operation.module]
    return RouteView(
        verb=FunctionName(endpoint.method.lower(), place),
        path=Literal(endpoint.path, agent.spec.at(f"{_BASE}/endpoints/{number}/path")),
        name=Literal(endpoint.name, place),
        function=namer.name(FunctionName, endpoint.name, place),
        docstring=DocText(operation.summary, operation.place, indent=8),
        operation=Code.from_text(f"{module}.{constant_of(agent, operation)}", place),
        method=Identifier(operation.function, place),
        returns=Code.from_text(annotation(operation.returns, agent.scope.types), operation.place),
        request=request(agent, endpoint, operation, place, namer),
    )


def _partners(agent: AgentNode, graph: Graph) -> Iterator[PartnerView]:
    classes = classes_of(agent, graph)
    for stem, module in agent.modules.items():
        wirings = [w for w in agent.wirings if w.client_module == stem]
        if module.role is not Role.PARTNER_CLIENT or wirings[0].connection_type != "api_call":
            continue
        place, name = wirings[0].origin, module_names(agent)[stem]
        yield PartnerView(
            class_name=Identifier(classes[stem], place),
            partner=Code.from_text(f"{name}.PARTNER", place),
            routes=Code.from_text(f"{name}.ROUTES", place),
            retry=Code.from_text(
                f", retry={name}.RETRY" if any(w.retry for w in wirings) else "", place
            ),
        )


def _api_imports(
    agent: AgentNode, graph: Graph, spec: DeploymentSpec, by_name: dict[str, CompiledOperation]
) -> Iterator[Import]:
    yield Import("fastapi", "APIRouter")
    for name in ("AgentService", "JsonRoute", "Platform", "requires"):
        yield Import("qpf_core.service", name)
    controller = f"{agent.package}.{agent.stem_of(Role.CONTROLLER)}"
    yield Import(controller, "DECLARATION")
    yield Import(controller, str(controller_class(agent)))
    for role, name in (
        (Role.PACKET_HANDLER, "take_packets"),
        (Role.EVENT_SUBSCRIBER, "observe_events"),
    ):
        if agent.stem_of(role):
            yield Import(f"{agent.package}.{agent.stem_of(role)}", name)
    for endpoint in spec.endpoints:
        operation = by_name[endpoint.bound_to]
        yield module_import(agent, operation.module)
        yield from signature_imports(operation, agent.scope.types)
        yield from request(agent, endpoint, operation, operation.place, Namer()).imports
    for stem, name in classes_of(agent, graph).items():
        yield module_import(agent, stem)
        yield Import(f"{agent.package}.{stem}", name)
