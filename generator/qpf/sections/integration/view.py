"""Typed clients of partners, one module for each `client_module` that the glue names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role, WiringNode
from qpf.sections.clients import classes_of
from qpf.sections.integration.retry_view import RetryView, retries_of
from qpf.sections.operations.declaring import endpoint_of
from qpf.sections.operations.signatures import SignatureView, signature, signature_imports
from qpf.views.encode import DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName, FunctionName, Namer

__all__ = [
    "ClientView",
    "caller_tests",
    "callers",
    "observer_tests",
    "observers",
    "sender_tests",
    "senders",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One operation of a partner as a method of its client."""

    signature: SignatureView
    name: Literal
    verb: Literal
    path: Literal
    timeout: Literal
    has_route: bool
    mark: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A packet type that is sent, or an event that is observed."""

    method: Identifier
    name: Literal
    docstring: DocText
    mark: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView(ModuleView):
    """A client module for one partner."""

    class_name: Identifier
    class_docstring: DocText
    partner: Literal
    calls: tuple[CallView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    retries: tuple[RetryView, ...] = ()


def callers(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Clients that call operations."""
    for stem, wirings in _clients(agent, "api_call"):
        target = graph.agent(wirings[0].to_id)
        calls = _calls(agent, target, wirings)
        wanted = {
            Import("collections.abc", "Mapping"),
            Import("types", "MappingProxyType"),
            Import("qpf_core.agent", "ask"),
            Import("qpf_core.partners", "Route"),
            Import("qpf_core.partners", "Transport"),
        }
        wanted |= {
            one
            for operation in _operations(target, wirings)
            for one in signature_imports(operation, agent.scope.types)
        }
        retries = tuple(retries_of(wirings))
        wanted |= {Import("qpf_core.partners", "RetryPolicy") for _ in retries}
        doc = f"Typed calls of {target.name} for {agent.name}."
        client = _client(agent, graph, stem, wirings, doc, wanted, calls=calls)
        yield replace(client, retries=retries)


def caller_tests(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Every method reaches the partner's operation of its name."""
    for stem, wirings in _clients(agent, "api_call"):
        target = graph.agent(wirings[0].to_id)
        module = f"{agent.package}.{stem}"
        wanted = {
            Import("inspect"),
            Import("pytest"),
            Import("qpf_core.errors", "NotFound"),
            Import("qpf_core.testing", "CannedTransport"),
            Import(module, str(_class_of(agent, graph, stem))),
            Import(module, "ROUTES"),
            Import(f"{target.package}.{target.stem_of(Role.CONTROLLER)}", "DECLARATION"),
        }
        doc = f"Calls of {target.name} reach it."
        yield _client(
            agent, graph, stem, wirings, doc, wanted, calls=_calls(agent, target, wirings)
        )


def senders(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Clients that send packets."""
    for stem, wirings in _clients(agent, "packet_send"):
        target = graph.agent(wirings[0].to_id)
        doc = f"Packets of {agent.name} to {target.name}."
        wanted = {Import("qpf_core.agent", "Context")}
        messages = _messages(wirings, "Send a", "packet")
        yield _client(agent, graph, stem, wirings, doc, wanted, messages=messages)


def sender_tests(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Every packet lands in the inbox of the partner."""
    for stem, wirings in _clients(agent, "packet_send"):
        target = graph.agent(wirings[0].to_id)
        wanted = {
            Import("pytest"),
            Import("qpf_core.agent", "AgentRuntime"),
            Import("qpf_core.agent", "Context"),
            Import("qpf_core.testing", "inbox_types"),
            Import(f"{agent.package}.{stem}", str(_class_of(agent, graph, stem))),
        }
        doc = f"Packets to {target.name} arrive."
        messages = _messages(wirings, "Send a", "packet")
        yield _client(agent, graph, stem, wirings, doc, wanted, messages=messages)


def observers(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Clients that observe events."""
    for stem, wirings in _clients(agent, "event_observe"):
        target = graph.agent(wirings[0].to_id)
        doc = f"Events of {target.name} that {agent.name} observes."
        wanted = {Import("qpf_core.agent", "AgentRuntime"), Import("qpf_core.bus", "EventHandler")}
        messages = _messages(wirings, "Observe", "event")
        yield _client(agent, graph, stem, wirings, doc, wanted, messages=messages)


def observer_tests(agent: AgentNode, graph: Graph) -> Iterator[ClientView]:
    """Every observed event is seen."""
    for stem, wirings in _clients(agent, "event_observe"):
        target = graph.agent(wirings[0].to_id)
        wanted = {
            Import("pytest"),
            Import("qpf_core.agent", "AgentRuntime"),
            Import("qpf_core.testing", "observed"),
            Import(f"{agent.package}.{stem}", str(_class_of(agent, graph, stem))),
        }
        doc = f"{agent.name} sees the events of {target.name}."
        messages = _messages(wirings, "Observe", "event")
        yield _client(agent, graph, stem, wirings, doc, wanted, messages=messages)


def _clients(agent: AgentNode, kind: str) -> Iterator[tuple[str, tuple[WiringNode, ...]]]:
    for stem, module in agent.modules.items():
        if module.role is Role.PARTNER_CLIENT:
            wirings = tuple(one for one in agent.wirings if one.client_module == stem)
            if wirings and wirings[0].connection_type == kind:
                yield stem, wirings


def _client(
    agent: AgentNode,
    graph: Graph,
    stem: str,
    wirings: tuple[WiringNode, ...],
    doc: str,
    wanted: set[Import],
    *,
    calls: tuple[CallView, ...] = (),
    messages: tuple[MessageView, ...] = (),
) -> ClientView:
    target = graph.agent(wirings[0].to_id)
    place = wirings[0].origin
    return ClientView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        class_name=_class_of(agent, graph, stem),
        class_docstring=DocText(doc, place),
        partner=Literal(target.slug, place),
        calls=calls,
        messages=messages,
    )


def _operations(
    target: AgentNode, wirings: tuple[WiringNode, ...]
) -> tuple[CompiledOperation, ...]:
    names = dict.fromkeys(name for wiring in wirings for name in wiring.names)
    by_name = {operation.name: operation for operation in target.operations}
    return tuple(by_name[name] for name in names)


def _calls(
    agent: AgentNode, target: AgentNode, wirings: tuple[WiringNode, ...]
) -> tuple[CallView, ...]:
    places = {name: wiring.origin for wiring in wirings for name in wiring.names}
    views = []
    for operation in _operations(target, wirings):
        endpoint, answered = endpoint_of(target, operation.name)
        seconds = Literal(endpoint.timeout_ms / 1000, answered) if endpoint else None
        place = places[operation.name]
        views.append(
            CallView(
                signature=signature(operation, agent.scope.types),
                name=Literal(operation.name, place),
                verb=Literal(endpoint.method, answered) if endpoint else Literal("", place),
                path=Literal(endpoint.path, answered) if endpoint else Literal("", place),
                timeout=seconds or Literal(30.0, place),
                has_route=endpoint is not None,
                mark=Literal(f"wiring:api_call:{target.slug}.{operation.name}", place),
            )
        )
    return tuple(views)


def _messages(wirings: tuple[WiringNode, ...], verb: str, noun: str) -> tuple[MessageView, ...]:
    namer = Namer()
    kind = wirings[0].connection_type
    return tuple(
        MessageView(
            method=namer.name(FunctionName, name, wiring.origin),
            name=Literal(name, wiring.origin),
            docstring=DocText(f"{verb} {name} {noun}.", wiring.origin, indent=8),
            mark=Literal(f"wiring:{kind}:{wiring.to_id.partition('/')[2]}.{name}", wiring.origin),
        )
        for wiring in wirings
        for name in wiring.names
    )


def _class_of(agent: AgentNode, graph: Graph, stem: str) -> Identifier:
    """The class in a client module."""
    wiring = next(one for one in agent.wirings if one.client_module == stem)
    target = graph.agent(wiring.to_id)
    place = target.spec.at("/name")
    if wiring.connection_type == "api_call":
        return Identifier(classes_of(agent, graph)[stem], place)
    suffix = "Observer" if wiring.connection_type == "event_observe" else "Client"
    return ClassName(f"{target.name} {suffix}", place)
