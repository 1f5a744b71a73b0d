"""The readiness table: what the schemas promise, and the emitted test that exercises it."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.sections.exercises import marks_of
from qpf.views.encode import MarkdownCode, MarkdownText

__all__ = ["ReadinessView", "exercising_test", "tables"]

_TESTED_WITH = {
    "memory": Role.MEMORY_BRIDGE,
    "trigger": Role.GOVERNANCE_BRIDGE,
    "anchor": Role.GOVERNANCE_BRIDGE,
    "endpoint": Role.API_SERVER,
    "channel": Role.CONTROLLER,
    "packet": Role.PACKET_HANDLER,
    "event": Role.EVENT_PUBLISHER,
    "observes": Role.EVENT_SUBSCRIBER,
}
"""The module whose tests carry the marks of a kind; a wiring has a module of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A row: what is promised, what it is called, the file of its test."""

    kind: MarkdownText
    name: MarkdownCode
    test: MarkdownCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPromises:
    """The rows of one agent."""

    name: MarkdownText
    rows: tuple[Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessView:
    """The table of a distribution."""

    path_fields: dict[str, str]
    origin: Place
    agents: tuple[AgentPromises, ...]


def tables(collection: CollectionNode, graph: Graph) -> Iterator[ReadinessView]:
    """One table a collection, the agents and marks in the order of the schemas."""
    agents = [one for one in collection.agents if one.stem_of(Role.CONTROLLER)]
    yield ReadinessView(
        path_fields={},
        origin=collection.map_origins.at("/distribution"),
        agents=tuple(
            AgentPromises(
                name=MarkdownText(agent.name, agent.spec.at("/name")),
                rows=tuple(_rows(agent, graph)),
            )
            for agent in agents
        ),
    )


def _rows(agent: AgentNode, graph: Graph) -> Iterator[Promise]:
    for mark, place in marks_of(agent, graph).items():
        kind, _, name = mark.partition(":")
        yield Promise(
            kind=MarkdownText(kind, place),
            name=MarkdownCode(name, place),
            test=MarkdownCode(exercising_test(agent, mark), place),
        )


def exercising_test(agent: AgentNode, mark: str) -> str:
    """The emitted test file that carries a mark of an agent, from the distribution's folder."""
    kind, _, rest = mark.partition(":")
    if kind == "wiring":
        connection, _, full = rest.partition(":")
        target, _, name = full.rpartition(".")
        stem = next(
            str(one.client_module)
            for one in agent.wirings
            if one.connection_type == connection
            and one.to_id.partition("/")[2] == target
            and name in one.names
            and one.client_module is not None
        )
    else:
        stem = agent.stem_of(_TESTED_WITH[kind]) or agent.stem_of(Role.CONTROLLER) or ""
    return f"tests/{agent.slug}/test_{stem}.py"
