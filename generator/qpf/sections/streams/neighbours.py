"""What workers use of other agents: registries of protocols, records, migrations."""

from collections.abc import Iterator

from qpf.model.graph import AgentNode, Graph
from qpf.sections.packet_layers import needed_agents
from qpf.sections.tables.spec import TablesSpec

__all__ = ["migrations_of", "record_home", "registry_home"]


def registry_home(agent: AgentNode, graph: Graph) -> AgentNode:
    """The nearest needed agent with protocols; rules made sure that there is one."""
    return next(one for one in _needed(agent, graph) if "protocols" in one.spec.sections)


def record_home(agent: AgentNode, graph: Graph, record: str) -> AgentNode:
    """The nearest needed agent that has a record of a name."""
    return next(
        one
        for one in _needed(agent, graph)
        if (spec := one.spec.find("tables", TablesSpec)) is not None
        and record in [written.name for written in spec.records]
    )


def migrations_of(agent: AgentNode, graph: Graph) -> tuple[AgentNode, ...]:
    """Needed agents with tables, in the order of the graph."""
    return tuple(one for one in _needed(agent, graph) if "tables" in one.spec.sections)


def _needed(agent: AgentNode, graph: Graph) -> Iterator[AgentNode]:
    for spec in needed_agents(agent, graph):
        yield graph.agent(spec.id)
