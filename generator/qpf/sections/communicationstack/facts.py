"""Who speaks to whom: packets and events of an agent together with the wirings of the glue."""

from qpf.model.graph import AgentNode, Graph
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec

__all__ = ["WORLD", "events_observed", "observed_by_source", "packets_in", "packets_out"]

WORLD = "world"
"""Source of the events that connectors of the world model take: no agent, but the outside."""


def packets_in(agent: AgentNode) -> tuple[str, ...]:
    """Packet types the agent takes."""
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    return tuple(packet.type for packet in spec.packets.inbound)


def packets_out(agent: AgentNode) -> tuple[str, ...]:
    """Packet types the agent sends."""
    spec = agent.spec.section("communicationstack", CommunicationStackSpec)
    return tuple(packet.type for packet in spec.packets.sent)


def observed_by_source(agent: AgentNode, graph: Graph) -> tuple[tuple[str, str], ...]:
    """`(agent.event, event)` for every event that a wiring lets the agent observe."""
    return tuple(
        (f"{graph.agent(wiring.to_id).slug}.{event}", event)
        for wiring in agent.wirings
        if wiring.connection_type == "event_observe"
        for event in wiring.names
    )


def events_observed(agent: AgentNode, graph: Graph) -> tuple[str, ...]:
    """All events the agent subscribes to, those of world model connectors included."""
    world = agent.spec.section("worldmodelintegration", WorldModelIntegrationSpec)
    wired = (event for event, _ in observed_by_source(agent, graph))
    fed = (f"{WORLD}.{one.event}" for one in world.connectors)
    return tuple(dict.fromkeys([*wired, *fed]))
