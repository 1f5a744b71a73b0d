"""What an agent declares at each end of a connection."""

from qpf.model.glue import ConnectionType
from qpf.model.spec import AgentSpec
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec

__all__ = ["received", "sendable"]


def received(kind: ConnectionType, agent: AgentSpec) -> tuple[str, ...] | None:
    """What the target offers: operations, accepted packets or published events; None if unknown."""
    if kind == "api_call":
        return agent.operations
    stack = agent.find("communicationstack", CommunicationStackSpec)
    if stack is None:
        return None
    if kind == "packet_send":
        return tuple(packet.type for packet in stack.packets.inbound)
    return stack.events.publishes


def sendable(kind: ConnectionType, agent: AgentSpec) -> tuple[str, ...] | None:
    """What the caller declares to send or to observe; None when nothing limits it."""
    stack = agent.find("communicationstack", CommunicationStackSpec)
    if kind == "api_call" or stack is None:
        return None
    if kind == "packet_send":
        return tuple(packet.type for packet in stack.packets.sent)
    observed = tuple(one.event for one in stack.events.observed)
    world = agent.find("worldmodelintegration", WorldModelIntegrationSpec)
    fed = tuple(one.event for one in world.connectors) if world is not None else ()
    return (*observed, *fed)
