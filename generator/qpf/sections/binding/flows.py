"""Events and packets across agents: what is observed is published, what is sent is carried."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue import communication
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.glue import WiringSpec
from qpf.model.spec import AgentSpec
from qpf.sections.binding.agents import AgentTable
from qpf.sections.communicationstack.spec import CommunicationStackSpec

__all__ = ["check_flows"]

_BASE = "/communicationstack"


def check_flows(
    agent: AgentSpec, table: AgentTable, own: Sequence[WiringSpec], found: Diagnostics
) -> None:
    """Every observed event and every sent packet type has a wiring."""
    stack = agent.find("communicationstack", CommunicationStackSpec)
    if stack is None:
        return
    publishers = _publishers(table)
    brought = {n for w in own if w.connection_type == "event_observe" for n in w.names}
    for index, one in enumerate(stack.events.observed):
        place = agent.at(child(f"{_BASE}/events/observes", index))
        subjects = publishers.get(one.event)
        if one.event in brought:
            continue
        if subjects is None:
            known = tuple(sorted(publishers))
            found.add(communication.event_from_nowhere(place, one.event, known))
        else:
            found.add(communication.event_without_wiring(place, one.event, subjects[0]))
    carried = {n for w in own if w.connection_type == "packet_send" for n in w.names}
    for index, packet in enumerate(stack.packets.sent):
        if packet.type not in carried:
            place = agent.at(child(f"{_BASE}/packets/out", index))
            found.add(communication.packet_without_wiring(place, packet.type))


def _publishers(table: AgentTable) -> dict[str, list[str]]:
    publishers: dict[str, list[str]] = {}
    for agent in table.agents.values():
        stack = agent.find("communicationstack", CommunicationStackSpec)
        for event in stack.events.publishes if stack is not None else ():
            publishers.setdefault(event, []).append(agent.id)
    return publishers
