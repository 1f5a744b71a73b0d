"""Packets in, events out, events observed: the modules that connect an agent to the bus."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.communicationstack.facts import observed_by_source
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.views.encode import DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName, FunctionName, Namer

__all__ = [
    "handler_tests",
    "handlers",
    "publisher_tests",
    "publishers",
    "subscriber_tests",
    "subscribers",
]

_BASE = "/communicationstack"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """A packet type or an event, and the operation that takes it."""

    name: Literal
    operation: Literal
    mark: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutesView(ModuleView):
    """A module that leads messages to operations."""

    routes: tuple[RouteView, ...]
    has_routes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event the agent publishes."""

    method: Identifier
    name: Literal
    docstring: DocText
    mark: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherView(ModuleView):
    """The event publisher of an agent."""

    class_name: ClassName
    class_docstring: DocText
    events: tuple[EventView, ...]


def handlers(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """The module that hands packets to operations."""
    wanted = [*_route_imports(), Import("qpf_core.agent.handlers", "packet_to")]
    doc = f"Packets that {agent.name} takes."
    yield _routes(agent, graph, Role.PACKET_HANDLER, doc, _packets(agent), wanted)


def handler_tests(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """Every declared packet type reaches an operation; another one is refused."""
    stem = agent.stem_of(Role.PACKET_HANDLER)
    wanted = [
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.agent.handlers", "packet_to"),
        Import("qpf_core.errors", "InputError"),
        Import("qpf_core.testing", "Recorder"),
        Import(f"{agent.package}.{stem}", "PACKETS"),
    ]
    packets = _packets(agent)
    if packets:
        wanted.append(Import("qpf_core.testing", "deliver_packet"))
        wanted.append(Import(f"{agent.package}.{stem}", "take_packets"))
    doc = f"Packets reach the operations of {agent.name}."
    yield _routes(agent, graph, Role.PACKET_HANDLER, doc, packets, wanted)


def subscribers(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """The module that hands observed events to operations."""
    wanted = [*_route_imports(), Import("qpf_core.agent.handlers", "event_to")]
    doc = f"Events that {agent.name} observes."
    yield _routes(agent, graph, Role.EVENT_SUBSCRIBER, doc, _observed(agent, graph), wanted)


def subscriber_tests(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """Every observed event reaches an operation."""
    stem = agent.stem_of(Role.EVENT_SUBSCRIBER)
    wanted = [
        Import("pytest"),
        Import(f"{agent.package}.{stem}", "EVENTS"),
    ]
    observed = _observed(agent, graph)
    if observed:
        wanted.append(Import("qpf_core.agent", "AgentRuntime"))
        wanted.append(Import("qpf_core.testing", "Recorder"))
        wanted.append(Import("qpf_core.testing", "deliver_event"))
        wanted.append(Import(f"{agent.package}.{stem}", "observe_events"))
    doc = f"Events reach the operations of {agent.name}."
    yield _routes(agent, graph, Role.EVENT_SUBSCRIBER, doc, observed, wanted)


def publishers(agent: AgentNode, graph: Graph) -> Iterator[PublisherView]:
    """The typed publisher: a method for each declared event."""
    wanted = [Import("qpf_core.agent", "AgentRuntime"), Import("qpf_core.errors", "Forbidden")]
    yield _publisher(agent, graph, f"Events that {agent.name} publishes.", wanted)


def publisher_tests(agent: AgentNode, graph: Graph) -> Iterator[PublisherView]:
    """Every declared event reaches an observer; another one is refused."""
    stem = agent.stem_of(Role.EVENT_PUBLISHER)
    wanted = [
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.errors", "Forbidden"),
        Import(f"{agent.package}.{stem}", str(_publisher_class(agent))),
    ]
    if agent.spec.section("communicationstack", CommunicationStackSpec).events.publishes:
        wanted.append(Import("qpf_core.testing", "collected"))
    yield _publisher(agent, graph, f"Observers see what {agent.name} publishes.", wanted)


def _packets(agent: AgentNode) -> tuple[RouteView, ...]:
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    return tuple(
        RouteView(
            name=Literal(packet.type, agent.spec.at(f"{_BASE}/packets/in/{number}/type")),
            operation=Literal(
                packet.operation, agent.spec.at(f"{_BASE}/packets/in/{number}/operation")
            ),
            mark=Literal(
                f"packet:{packet.type}", agent.spec.at(f"{_BASE}/packets/in/{number}/type")
            ),
        )
        for number, packet in enumerate(spec.packets.inbound)
    )


def _observed(agent: AgentNode, graph: Graph) -> tuple[RouteView, ...]:
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    bound = {one.event: one.operation for one in spec.events.observed}
    place = agent.spec.at(f"{_BASE}/events/observes")
    return tuple(
        RouteView(
            name=Literal(full, place),
            operation=Literal(bound[event], place),
            mark=Literal(f"observes:{full}", place),
        )
        for full, event in observed_by_source(agent, graph)
        if event in bound
    )


def _routes(
    agent: AgentNode,
    graph: Graph,
    role: Role,
    doc: str,
    routes: tuple[RouteView, ...],
    wanted: list[Import],
) -> RoutesView:
    place = agent.spec.key(_BASE)
    return RoutesView(
        path_fields=agent_paths(agent, agent.stem_of(role) or ""),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        routes=routes,
        has_routes=bool(routes),
    )


def _publisher(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> PublisherView:
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    place = agent.spec.key(_BASE)
    namer = Namer(("publish",))
    events = []
    for number, event in enumerate(spec.events.publishes):
        at = agent.spec.at(f"{_BASE}/events/publishes/{number}")
        events.append(
            EventView(
                method=namer.name(FunctionName, event, at),
                name=Literal(event, at),
                docstring=DocText(f"Tell observers that {event} happened.", at, indent=8),
                mark=Literal(f"event:{event}", at),
            )
        )
    return PublisherView(
        path_fields=agent_paths(agent, agent.stem_of(Role.EVENT_PUBLISHER) or ""),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        class_name=_publisher_class(agent),
        class_docstring=DocText(f"Publishes the events of {agent.name}, and no others.", place),
        events=tuple(events),
    )


def _publisher_class(agent: AgentNode) -> ClassName:
    return ClassName(f"{agent.name} Events", agent.spec.at("/name"))


def _route_imports() -> list[Import]:
    return [
        Import("collections.abc", "Mapping"),
        Import("types", "MappingProxyType"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.partners", "Invoke"),
    ]
