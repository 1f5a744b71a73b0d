"""Rules of channels, packets and events."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import communication
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_operation, check_unique
from qpf.sections.communicationstack.kinds import CHANNELS, KINDS, carriers, is_known_channel
from qpf.sections.communicationstack.spec import CommunicationStackSpec

__all__ = ["check", "reaches"]

_BASE = "/communicationstack"


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Channels carry the kinds; packets and events are declared once and bound."""
    spec = agent.section("communicationstack", CommunicationStackSpec)
    for name in spec.channels:
        if not is_known_channel(name):
            place = agent.key(child(f"{_BASE}/channels", name))
            found.add(communication.unknown_channel(place, name, CHANNELS))
    if spec.channels and not any(spec.channels.values()):
        found.add(communication.channels_closed(agent.at(f"{_BASE}/channels")))
    opened = {name for name, is_open in spec.channels.items() if is_open}
    for direction in ("input", "output"):
        kinds: tuple[str, ...] = getattr(spec, direction)
        check_unique(agent, f"{_BASE}/{direction}", kinds, found)
        for index, kind in enumerate(kinds):
            place = agent.at(child(f"{_BASE}/{direction}", index))
            _check_kind(place, direction, kind, opened, found)
    _check_packets(agent, spec, found)
    _check_events(agent, spec, found)


def _check_kind(
    place: Place, direction: str, kind: str, opened: set[str], found: Diagnostics
) -> None:
    needs = carriers(kind)
    if needs is None:
        found.add(communication.unknown_channel(place, kind, tuple(KINDS)))
    elif needs and not opened & set(needs):
        found.add(communication.kind_without_channel(place, kind, direction, needs))


def _check_packets(agent: AgentSpec, spec: CommunicationStackSpec, found: Diagnostics) -> None:
    inbound = [packet.type for packet in spec.packets.inbound]
    outbound = [packet.type for packet in spec.packets.sent]
    for key, types in (("in", inbound), ("out", outbound)):
        first: dict[str, Place] = {}
        for index, name in enumerate(types):
            place = agent.at(child(f"{_BASE}/packets/{key}", index))
            if name in first:
                found.add(communication.duplicate_packet_type(place, name, first[name]))
            first.setdefault(name, place)
    for index, packet in enumerate(spec.packets.inbound):
        pointer = f"{_BASE}/packets/in/{index}/operation"
        check_operation(agent, pointer, f"packet type `{packet.type}`", packet.operation, found)


def _check_events(agent: AgentSpec, spec: CommunicationStackSpec, found: Diagnostics) -> None:
    check_unique(agent, f"{_BASE}/events/publishes", spec.events.publishes, found)
    observed = [one.event for one in spec.events.observed]
    check_unique(agent, f"{_BASE}/events/observes", observed, found, key="/event")
    for index, one in enumerate(spec.events.observed):
        pointer = f"{_BASE}/events/observes/{index}/operation"
        check_operation(agent, pointer, f"event `{one.event}`", one.operation, found)


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that packets and events lead to."""
    spec = agent.find("communicationstack", CommunicationStackSpec)
    if spec is not None:
        yield from (packet.operation for packet in spec.packets.inbound)
        yield from (one.operation for one in spec.events.observed)
