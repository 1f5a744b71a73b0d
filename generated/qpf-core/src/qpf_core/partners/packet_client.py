"""Calls to a partner by packets on a bus: request, reply, correlated by thread."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import anyio

from qpf_core.bus import Bus, Consumer, Message
from qpf_core.clock import Clock, SystemClock
from qpf_core.packet import PacketEnvelope, PacketKind, new_packet, parse_packet, verify
from qpf_core.partners.deadline import within
from qpf_core.partners.problems import error_from_problem
from qpf_core.plain import JsonObject, JsonValue, to_plain_object


@dataclass(slots=True)
class _Slot:
    """One call that waits for its reply."""

    arrived: anyio.Event = field(default_factory=anyio.Event)
    reply: PacketEnvelope | None = None


def replies_prefix(topic: str) -> str:
    """Return how the names of the topics start on which callers of `topic` await replies."""
    return f"{topic}.replies."


class PacketTransport:
    """Sends commands to `topic` and reads replies on a topic of its own.

    Reading starts with the first call, on the event loop of that call, and ends with `close`.
    """

    def __init__(self, bus: Bus, topic: str, *, agent: str, clock: Clock | None = None) -> None:
        """Call in the name of `agent`; the clock stamps packets and their expiry."""
        self._bus = bus
        self._topic = topic
        self._agent = agent
        self._clock = clock or SystemClock()
        self._waiting: dict[UUID, _Slot] = {}
        self._reply_to = f"{replies_prefix(topic)}{agent}.{uuid4().hex}"
        self._consumer = Consumer(
            bus, self._reply_to, "caller", agent, self._deliver, clock=self._clock
        )
        self._reader: asyncio.Task[None] | None = None

    async def call(
        self, operation: str, arguments: JsonObject, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Return the plain result of `operation`; raises as the contract of Transport says."""
        packet = new_packet(
            PacketKind.COMMAND,
            {"operation": operation, "arguments": arguments, "reply_to": self._reply_to},
            agent=self._agent,
            clock=self._clock,
            ttl_s=deadline_s,
            thread_id=uuid4(),
            correlation_id=correlation_id,
        )
        reply = await self._exchange(packet, operation, deadline_s)
        if reply.packet_type == PacketKind.ERROR:
            status = reply.payload.get("status")
            raise error_from_problem(status if isinstance(status, int) else 500, reply.payload)
        return reply.payload.get("value")

    async def close(self) -> None:
        """Stop reading and forget the topic of replies."""
        if self._reader is not None:
            await self._consumer.drain()
            await self._reader
            await self._bus.delete(self._reply_to)

    async def _exchange(
        self, packet: PacketEnvelope, operation: str, deadline_s: float
    ) -> PacketEnvelope:
        slot, thread = _Slot(), packet.thread_id or packet.packet_id
        self._waiting[thread] = slot
        try:
            with within(deadline_s, operation):
                await self._start()
                await self._bus.append(self._topic, to_plain_object(packet))
                while slot.reply is None:
                    await slot.arrived.wait()
            return slot.reply
        finally:
            del self._waiting[thread]

    async def _start(self) -> None:
        if self._reader is None:
            self._reader = asyncio.get_running_loop().create_task(self._consumer.run())

    async def _deliver(self, message: Message) -> None:
        packet = parse_packet(message.body)
        verify(packet, self._clock)
        slot = self._waiting.get(packet.thread_id) if packet.thread_id else None
        if slot is not None:  # otherwise the caller gave up before the reply came
            slot.reply = packet
            slot.arrived.set()
