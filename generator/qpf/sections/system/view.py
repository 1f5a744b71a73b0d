"""The agent as a whole: package, declaration, controller, and the fixtures of its tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.clients import classes_of
from qpf.sections.communicationstack.facts import events_observed, packets_in, packets_out
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.learningsystem.facts import LearningView, autonomy, learning
from qpf.sections.operations.modules import constant_of, module_import, module_names
from qpf.sections.operations.signatures import SignatureView, signature, signature_imports
from qpf.sections.reasoningengine.facts import strategies
from qpf.sections.system.spec import SystemSpec
from qpf.views.encode import Code, DocText, DottedName, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, controller_class, imports_of
from qpf.views.naming import ClassName

__all__ = [
    "ControllerView",
    "PackageView",
    "controller_tests",
    "controllers",
    "fixtures",
    "packages",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """One operation as a method of the controller."""

    operation: Literal
    signature: SignatureView
    spelled: Literal
    is_respelled: bool
    constant: DottedName
    function: DottedName
    runner: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerView(ModuleView):
    """The controller module."""

    class_name: ClassName
    class_docstring: DocText
    name: Literal
    module: Literal
    role: Literal
    version: Literal
    methods: tuple[MethodView, ...]
    autonomy: Code
    packets_in: Literal
    packets_out: Literal
    events_out: Literal
    observes: Literal
    channels: Literal
    metrics: Literal
    partners: Literal
    learning: LearningView
    strategies: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView(ModuleView):
    """The `__init__.py` of an agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """A client of the agent."""

    class_name: Identifier
    partner: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class FixturesView(ModuleView):
    """The `conftest.py` of an agent's tests; `partners` are clients with prepared answers."""

    class_name: ClassName
    partners: tuple[PartnerView, ...] = ()
    marks: tuple[Literal, ...] = ()


def packages(agent: AgentNode, graph: Graph) -> Iterator[PackageView]:
    """The package of the agent, unless it is copied; its docstring is the agent's role."""
    if agent.spec.ships:
        return
    spec = agent.spec.section("system", SystemSpec)
    yield PackageView(
        path_fields=agent_paths(agent),
        origin=agent.spec.at("/role"),
        docstring=DocText(spec.role, agent.spec.at("/role"), indent=0),
        imports=imports_of(graph, ()),
    )


def controllers(agent: AgentNode, graph: Graph) -> Iterator[ControllerView]:
    """The declaration of the agent and the class that holds its operations."""
    spec = agent.spec.section("system", SystemSpec)
    communication = agent.spec.section("communicationstack", CommunicationStackSpec)
    deployment = agent.spec.section("deployment", DeploymentSpec)
    at = agent.spec.at
    judged = learning(agent)
    yield ControllerView(
        path_fields=agent_paths(agent, agent.stem_of(Role.CONTROLLER) or ""),
        origin=at("/name"),
        docstring=DocText(
            f"{agent.name}: its declaration and its operations.", at("/name"), indent=0
        ),
        imports=imports_of(graph, _imports(agent)),
        class_name=controller_class(agent),
        class_docstring=DocText(spec.role, at("/role")),
        name=Literal(agent.slug, at("/name")),
        module=Literal(spec.module, at("/module")),
        role=Literal(spec.role.strip(), at("/role")),
        version=Literal(spec.version, at("/version")),
        methods=tuple(_method(agent, one) for one in agent.operations),
        autonomy=autonomy(agent),
        packets_in=Literal(packets_in(agent), at("/communicationstack/packets")),
        packets_out=Literal(packets_out(agent), at("/communicationstack/packets")),
        events_out=Literal(communication.events.publishes, at("/communicationstack/events")),
        observes=Literal(events_observed(agent, graph), at("/communicationstack/events")),
        channels=Literal(dict(communication.channels), at("/communicationstack/channels")),
        metrics=Literal(deployment.telemetry.metrics, at("/deployment/telemetry/metrics")),
        partners=Literal(_partners(agent), at("/collaborationnetwork")),
        learning=judged,
        strategies=strategies(agent),
    )


def fixtures(agent: AgentNode, graph: Graph) -> Iterator[FixturesView]:
    """Fixtures: a running agent in memory, its controller, and the context of one call."""
    place = agent.spec.at("/name")
    module = f"{agent.package}.{agent.stem_of(Role.CONTROLLER)}"
    clients = tuple(_clients(agent, graph))
    wanted = [
        Import("collections.abc", "AsyncIterator"),
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.agent", "Context"),
        Import("qpf_core.testing", "PreparedAnswers"),
        Import("qpf_core.testing", "call_context"),
        Import("qpf_core.testing", "running"),
        Import(module, str(controller_class(agent))),
        Import(module, "DECLARATION"),
        *(Import(f"{agent.package}.{stem}", str(client.class_name)) for stem, client in clients),
    ]
    yield FixturesView(
        path_fields=agent_paths(agent),
        origin=place,
        docstring=DocText(f"{agent.name} in memory, for its tests.", place, indent=0),
        imports=imports_of(graph, wanted),
        class_name=controller_class(agent),
        partners=tuple(client for _, client in clients),
    )


def controller_tests(agent: AgentNode, graph: Graph) -> Iterator[FixturesView]:
    """The controller runs what is declared, and nothing else."""
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    place = agent.spec.at("/name")
    stem = agent.stem_of(Role.CONTROLLER) or ""
    module = f"{agent.package}.{stem}"
    wanted = [
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.agent", "Context"),
        Import("qpf_core.agent", "OperationDeclaration"),
        Import("qpf_core.errors", "Forbidden"),
        Import("qpf_core.errors", "Unavailable"),
        Import("qpf_core.testing", "call_context"),
        Import("qpf_core.testing", "running"),
        Import("dataclasses", "replace"),
        Import(module, str(controller_class(agent))),
        Import(module, "DECLARATION"),
        Import(module, "LEARNING"),
    ]
    yield FixturesView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(f"{agent.name} does what it declares.", place, indent=0),
        imports=imports_of(graph, wanted),
        class_name=controller_class(agent),
        marks=tuple(
            Literal(f"channel:{name}", agent.spec.at(f"/communicationstack/channels/{name}"))
            for name in spec.channels
        ),
    )


def _clients(agent: AgentNode, graph: Graph) -> Iterator[tuple[str, PartnerView]]:
    classes = classes_of(agent, graph)
    for stem, role in agent.modules.items():
        calls = [w for w in agent.wirings if w.client_module == stem]
        if role.role is Role.PARTNER_CLIENT and calls[0].connection_type == "api_call":
            target, place = graph.agent(calls[0].to_id), calls[0].origin
            name = Identifier(classes[stem], place)
            yield stem, PartnerView(class_name=name, partner=Literal(target.slug, place))


def _method(agent: AgentNode, operation: CompiledOperation) -> MethodView:
    place, module = operation.place, module_names(agent)[operation.module]
    spelled = {
        one.name: one.identifier for one in operation.parameters if one.name != one.identifier
    }
    return MethodView(
        operation=Literal(operation.name, place),
        spelled=Literal(spelled, place),
        is_respelled=bool(spelled),
        signature=signature(operation, agent.scope.types),
        constant=DottedName(f"{module}.{constant_of(agent, operation)}", place),
        function=DottedName(f"{module}.{operation.function}", place),
        runner=Identifier("run" if operation.is_async else "compute", place),
    )


def _partners(agent: AgentNode) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.to_id.partition("/")[2] for w in agent.wirings))


def _imports(agent: AgentNode) -> Iterator[Import]:
    yield Import("collections.abc", "Mapping")
    for name in ("AgentDeclaration", "AgentRuntime", "AutonomyProfile", "invocable"):
        yield Import("qpf_core.agent", name)
    for name in ("LearningLoop", "LearningPolicy", "Strategies"):
        yield Import("qpf_core.cognition", name)
    yield Import("qpf_core.partners", "Invoke")
    for role, name in (
        (Role.GOVERNANCE_BRIDGE, "POLICY"),
        (Role.MEMORY_BRIDGE, "TOPOLOGY"),
        (Role.WORLD_MODEL_BRIDGE, "open_world_model"),
    ):
        yield Import(f"{agent.package}.{agent.stem_of(role)}", name)
    for operation in agent.operations:
        yield module_import(agent, operation.module)
        yield from signature_imports(operation, agent.scope.types)
