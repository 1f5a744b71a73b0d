"""The other end of PacketTransport: serves operations to callers on a bus."""

from dataclasses import dataclass

import structlog

from qpf_core.bus import Bus, Consumer, ConsumerLimits, Message
from qpf_core.bus.consumer import DEFAULT_LIMITS
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import CoreError, DeadlineExceeded, InputError
from qpf_core.packet import (
    DerivationType,
    PacketEnvelope,
    PacketKind,
    ReplayGuard,
    derive,
    error_packet,
    parse_packet,
    verify,
)
from qpf_core.partners.in_process import InProcessTransport
from qpf_core.partners.packet_client import replies_prefix
from qpf_core.partners.problems import problem_of
from qpf_core.partners.transport import Lookup
from qpf_core.plain import JsonObject, JsonValue, from_plain, to_plain_object
from qpf_core.tracing import continued

ERRORS_SUFFIX = ".errors"
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Command:
    operation: str
    arguments: JsonObject
    reply_to: str


class PacketServer:
    """Answers every command on `topic` with a result or an error packet in the same thread.

    Malformed packets are answered on the topic with the suffix `.errors`; expired ones and ones
    that this process has seen before are dropped.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        bus: Bus,
        topic: str,
        lookup: Lookup,
        *,
        agent: str,
        name: str = "server",
        clock: Clock | None = None,
        limits: ConsumerLimits = DEFAULT_LIMITS,
    ) -> None:
        """Serve what `lookup` finds; servers of the same agent share the commands among them."""
        self._bus = bus
        self._topic = topic
        self._agent = agent
        self._clock = clock or SystemClock()
        self._limits = limits
        self._operations = InProcessTransport(lookup)
        self._replays = ReplayGuard(_REMEMBERED, self._clock)
        self._log = structlog.get_logger().bind(agent=agent, topic=topic)
        self._consumer = Consumer(
            bus, topic, agent, name, self._handle, limits=limits, clock=self._clock
        )

    async def run(self) -> None:
        """Serve until `drain`."""
        await self._consumer.run()

    async def step(self) -> int:
        """Serve what is there now and return how many messages that was."""
        return await self._consumer.step()

    async def drain(self) -> None:
        """Take no further commands and return when those in hand are answered."""
        await self._consumer.drain()

    async def _handle(self, message: Message) -> None:
        try:
            packet = parse_packet(message.body)
            verify(packet, self._clock)
            command = self._command(packet)
        except InputError as error:
            answer = error_packet(message.body, str(error), agent=self._agent, clock=self._clock)
            await self._bus.append(self._topic + ERRORS_SUFFIX, to_plain_object(answer))
            return
        except DeadlineExceeded:
            self._log.warning("packet_expired", message_id=message.id)
            return
        if not self._replays.seen(packet.packet_id):
            with continued(f"command {command.operation}", packet.metadata.model_extra or {}):
                reply = await self._answer(packet, command)
            await self._bus.append(command.reply_to, to_plain_object(reply))

    def _command(self, packet: PacketEnvelope) -> _Command:
        if packet.packet_type != PacketKind.COMMAND:
            raise InputError("packet_type", f"must be {PacketKind.COMMAND}")
        command = from_plain(_Command, packet.payload)
        # A caller must not make this agent write to somebody else's topic.
        if not command.reply_to.startswith(replies_prefix(self._topic)):
            raise InputError("reply_to", "must be a topic of replies")
        return command

    async def _answer(self, packet: PacketEnvelope, command: _Command) -> PacketEnvelope:
        kind, payload = PacketKind.RESULT, JsonObject()
        try:
            payload = {"value": await self._perform(packet, command)}
        except CoreError as error:
            kind, payload = PacketKind.ERROR, problem_of(error)
        return derive(
            packet,
            payload=payload,
            derivation=DerivationType.TRANSFORM,
            clock=self._clock,
            agent=self._agent,
            packet_type=kind,
        )

    async def _perform(self, packet: PacketEnvelope, command: _Command) -> JsonValue:
        left = self._limits.min_idle_s
        if packet.ttl is not None:
            left = min(left, (packet.ttl - self._clock.now()).total_seconds())
        return await self._operations.call(
            command.operation,
            command.arguments,
            correlation_id=str(getattr(packet.metadata, "correlation_id", packet.thread_id)),
            deadline_s=left,
        )
