"""The inbox of an agent: packets that are whole, in time, new, and of a declared type."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from qpf_core.agent.caller import SERVICE_ROLE, Caller
from qpf_core.agent.core import AgentCore
from qpf_core.agent.once import once
from qpf_core.agent.scope import CallScope, entered
from qpf_core.bus import Consumer, Message
from qpf_core.errors import CoreError, InputError
from qpf_core.packet import (
    PacketEnvelope,
    ReplayGuard,
    error_packet,
    parse_packet,
    verify,
)
from qpf_core.partners.packet_server import ERRORS_SUFFIX
from qpf_core.plain import to_plain_object
from qpf_core.tracing import continued

PacketHandler = Callable[[PacketEnvelope], Awaitable[object]]

_REMEMBERED = 10_000


def inbox_of(agent: str) -> str:
    """Return the topic on which an agent receives packets."""
    return f"packets.{agent}"


class Inbox:
    """Reads the packets for one agent and hands each to the handler of its type."""

    def __init__(self, core: AgentCore) -> None:
        """Prepare to read; handlers come by `on`."""
        self._core = core
        self._name = core.declaration.name
        self._handlers: dict[str, PacketHandler] = {}
        self._replays = ReplayGuard(_REMEMBERED, core.clock)
        self._consumer = Consumer(
            core.bus, inbox_of(self._name), self._name, self._name, self.handle, clock=core.clock
        )

    @property
    def wanted(self) -> bool:
        """Tell whether anything is handled."""
        return bool(self._handlers)

    def on(self, packet_type: str, handler: PacketHandler) -> None:
        """Handle a declared type; raises InputError for another."""
        if packet_type not in self._core.declaration.packets_in:
            raise InputError("packet_type", f"{self._name} does not declare {packet_type}")
        self._handlers[packet_type] = handler

    async def run(self) -> None:
        """Serve until `drain`."""
        await self._consumer.run()

    async def drain(self) -> None:
        """Finish the packets in hand."""
        await self._consumer.drain()

    async def handle(self, message: Message) -> None:
        """Check and handle one message.

        One that can never be handled is answered with an error packet on the topic of errors; the
        InputError that leaves here sends it to the dead letters.
        """
        try:
            packet = parse_packet(message.body)
            verify(packet, self._core.clock)
            handler = self._handlers.get(packet.packet_type)
            if handler is None:
                raise InputError("packet_type", f"{self._name} does not take {packet.packet_type}")
        except CoreError as error:
            await self._answer(message, error.detail)
            raise InputError("packet", error.detail) from error
        # a redelivery is not a replay: its first delivery did not succeed
        if message.deliveries == 1 and self._replays.seen(packet.packet_id):
            return
        headers = packet.metadata.model_extra or {}
        with entered(_scope(packet)), continued(f"packet {packet.packet_type}", headers):
            source = f"packet {packet.packet_id}"
            await once(self._core, source, packet.timestamp, lambda: handler(packet))

    async def _answer(self, message: Message, reason: str) -> None:
        answer = error_packet(message.body, reason, agent=self._name, clock=self._core.clock)
        topic = inbox_of(self._name) + ERRORS_SUFFIX
        await self._core.bus.append(topic, to_plain_object(answer))


def _scope(packet: PacketEnvelope) -> CallScope:
    """Return the scope of a packet: bus and digest vouch for the sender, who acts as a service."""
    sender = packet.provenance.source_agent if packet.provenance is not None else None
    given = (packet.metadata.model_extra or {}).get("correlation_id")
    thread: UUID = packet.thread_id or packet.packet_id
    return CallScope(
        correlation_id=given if isinstance(given, str) else str(thread),
        caller=Caller(sender or "packet", frozenset((SERVICE_ROLE,))),
    )
