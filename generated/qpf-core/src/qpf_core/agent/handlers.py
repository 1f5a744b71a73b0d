"""Packets and events as calls of operations."""

from qpf_core.agent.packets import PacketHandler
from qpf_core.agent.scope import current_scope, new_correlation_id
from qpf_core.bus import Event, EventHandler
from qpf_core.errors import InputError
from qpf_core.packet import PacketEnvelope
from qpf_core.partners import Invoke
from qpf_core.plain import JsonObject

_DEADLINE_S = 60.0


def packet_to(invoke: Invoke) -> PacketHandler:
    """Return a handler that calls an operation with the payload of a packet as its arguments."""

    async def handle(packet: PacketEnvelope) -> object:
        return await invoke(
            dict(packet.payload), correlation_id=_correlation(), deadline_s=_DEADLINE_S
        )

    return handle


def event_to(invoke: Invoke) -> EventHandler:
    """Return a handler that calls an operation with `event`, `source` and `payload` of an event.

    Raises InputError for an event whose name has no source before the dot.
    """

    async def handle(happened: Event) -> None:
        source, dot, name = happened.event_type.partition(".")
        if not dot:
            raise InputError("event_type", "must have the form source.event")
        arguments: JsonObject = {"event": name, "source": source, "payload": happened.event_data}
        await invoke(arguments, correlation_id=_correlation(), deadline_s=_DEADLINE_S)

    return handle


def _correlation() -> str:
    scope = current_scope()
    return new_correlation_id() if scope is None else scope.correlation_id
