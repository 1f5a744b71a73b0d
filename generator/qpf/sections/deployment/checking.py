"""The tests of an agent's endpoints, configuration, loggers and telemetry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.deployment.spec import DeploymentSpec, Endpoint
from qpf.views.encode import Code, DocText, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["api_tests", "configuration_tests", "logger_tests", "telemetry_tests"]

_BASE = "/deployment"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One endpoint, called with the first example of its operation."""

    verb: Literal
    path: Literal
    arguments: Literal
    roles: Literal
    mark: Literal
    has_roles: bool
    has_body: bool
    succeeds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTestView(ModuleView):
    """Tests over all endpoints of an agent."""

    calls: tuple[CallView, ...]
    has_roles: bool
    has_bodies: bool
    bodies: Literal
    partner_roles: Literal
    has_partner_roles: bool
    shown_roles: Code
    served: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTestView(ModuleView):
    """Tests that need nothing of the schema but what they import."""


def api_tests(agent: AgentNode, graph: Graph) -> Iterator[ApiTestView]:
    """Every endpoint answers, wants its credentials, and names a wrong field."""
    spec = agent.spec.section("deployment", DeploymentSpec)
    by_name = {operation.name: operation for operation in agent.operations}
    place = agent.spec.key(_BASE)
    wanted = [
        Import("collections.abc", "Iterator"),
        Import("pytest"),
        Import("qpf_core.testing_http", "EndpointCall"),
        Import("qpf_core.testing_http", "ServiceClient"),
        Import("qpf_core.testing_http", "served"),
        Import(_app(agent, graph), "build"),
    ]
    calls = tuple(
        _call(agent, number, endpoint, by_name[endpoint.bound_to])
        for number, endpoint in enumerate(spec.endpoints)
    )
    reached = _reached(agent, graph)
    asked = _partner_roles(reached)
    others = [
        f"{one.package}.{one.stem_of(Role.API_SERVER)}"
        for one in reached
        if one.stem_of(Role.API_SERVER) and _app(one, graph) != _app(agent, graph)
    ]
    asking = [f"asked_{number}" for number in range(1, len(others) + 1)]
    wanted += [Import(one, "service", name) for one, name in zip(others, asking, strict=True)]
    yield ApiTestView(
        path_fields=agent_paths(agent, agent.stem_of(Role.API_SERVER) or ""),
        origin=place,
        docstring=DocText(f"{agent.name} answers over HTTP.", place, indent=0),
        imports=imports_of(graph, wanted),
        calls=calls,
        has_roles=any(call.has_roles for call in calls),
        has_bodies=any(call.has_body for call in calls),
        bodies=Literal([n for n, call in enumerate(calls) if call.has_body], place),
        partner_roles=Literal(asked, place),
        has_partner_roles=bool(asked),
        shown_roles=Code.from_text("(*call.roles, *PARTNERS)" if asked else "call.roles", place),
        served=Code.from_text(f"served({', '.join(['build', *asking])})", place),
    )


def _reached(agent: AgentNode, graph: Graph) -> tuple[AgentNode, ...]:
    """The other agents that operations of this one may ask, at once or through others."""
    reached: dict[str, AgentNode] = {}
    waiting = [agent]
    while waiting:
        for name in waiting.pop().needs:
            if name not in reached and name != agent.id:
                reached[name] = graph.agent(name)
                waiting.append(reached[name])
    return tuple(reached.values())


def _partner_roles(reached: Sequence[AgentNode]) -> tuple[str, ...]:
    """The roles that operations of other agents want."""
    roles: list[str] = []
    for one in reached:
        served = one.spec.find("deployment", DeploymentSpec)
        ends = served.endpoints if served is not None else ()
        roles += [end.auth_required for end in ends if end.auth_required]
        roles += [role for made in one.operations for role in made.spec.roles]
    return tuple(dict.fromkeys(roles))


def configuration_tests(agent: AgentNode, graph: Graph) -> Iterator[PlainTestView]:
    """The configuration speaks of this agent and its health is a route."""
    module = f"{agent.package}.{agent.stem_of(Role.CONFIG_MANAGER)}"
    wanted = [
        Import("contextlib", "closing"),
        Import("qpf_core.service", "Platform"),
        Import(_app(agent, graph), "build"),
        Import(module, "CONFIGURATION"),
        Import(f"{agent.package}.{agent.stem_of(Role.CONTROLLER)}", "DECLARATION"),
    ]
    yield _plain(agent, graph, Role.CONFIG_MANAGER, "The configuration is the agent's own.", wanted)


def logger_tests(agent: AgentNode, graph: Graph) -> Iterator[PlainTestView]:
    """Declared loggers write, others do not exist."""
    module = f"{agent.package}.{agent.stem_of(Role.LOGGER)}"
    wanted = [
        Import("pytest"),
        Import("structlog.testing", "capture_logs"),
        Import("qpf_core.errors", "InputError"),
        Import(module, "LOGGERS"),
        Import(module, "get_logger"),
    ]
    yield _plain(agent, graph, Role.LOGGER, "Loggers write what they are told.", wanted)


def telemetry_tests(agent: AgentNode, graph: Graph) -> Iterator[PlainTestView]:
    """Measured values are reported."""
    module = f"{agent.package}.{agent.stem_of(Role.TELEMETRY_REPORTER)}"
    wanted = [
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.agent", "Context"),
        Import(module, "METRICS"),
        Import(module, "report"),
    ]
    yield _plain(agent, graph, Role.TELEMETRY_REPORTER, "What is measured is reported.", wanted)


def _call(
    agent: AgentNode, number: int, endpoint: Endpoint, operation: CompiledOperation
) -> CallView:
    place = agent.spec.at(f"{_BASE}/endpoints/{number}")
    spec = operation.spec
    fine = (n for n, one in enumerate(spec.examples) if one.expect_error is None)
    first = next(fine, None)
    given: object = {}
    told = place
    if first is not None:
        given = thawed(spec.examples[first].given)
        told = agent.spec.at(f"{operation.pointer}/examples/{first}/given")
    roles = dict.fromkeys([endpoint.auth_required] if endpoint.auth_required else [])
    roles.update(dict.fromkeys(spec.roles))
    return CallView(
        verb=Literal(endpoint.method, place),
        path=Literal(endpoint.path, place),
        arguments=Literal(given, told),
        roles=Literal(tuple(roles), place),
        has_roles=bool(roles),
        has_body=endpoint.method not in ("GET", "DELETE"),
        succeeds=first is not None and not operation.is_async,
        mark=Literal(f"endpoint:{endpoint.method} {endpoint.path}", place),
    )


def thawed(value: object) -> object:
    """Frozen schema values as JSON would have them: lists in place of tuples."""
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple | list) else value


def _plain(
    agent: AgentNode, graph: Graph, role: Role, doc: str, wanted: list[Import]
) -> PlainTestView:
    place = agent.spec.key(_BASE)
    return PlainTestView(
        path_fields=agent_paths(agent, agent.stem_of(role) or ""),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
    )


def _app(agent: AgentNode, graph: Graph) -> str:
    return f"{graph.collection_of(agent.id).distribution.package}.app"
