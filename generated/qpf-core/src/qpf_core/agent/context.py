"""What the body of an operation sees, and everything it may do beyond computing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import structlog

from qpf_core.agent.approval import require_approval
from qpf_core.agent.core import AgentCore
from qpf_core.agent.packets import inbox_of
from qpf_core.agent.scope import CallScope
from qpf_core.clock import Clock
from qpf_core.effects import current_effects
from qpf_core.errors import Forbidden
from qpf_core.memory import Memory
from qpf_core.packet import new_packet
from qpf_core.plain import to_plain_object

T = TypeVar("T")
_NO_ARGUMENTS: Mapping[str, object] = MappingProxyType({})


class Context:
    """One call of one operation.

    Whatever the agent's declaration does not name is refused with Forbidden: triggers, events,
    packet types, channels, audit scopes, partners, memory layers.
    """

    __slots__ = ("_approved", "_arguments", "_core", "_log", "_scope")

    def __init__(
        self,
        core: AgentCore,
        scope: CallScope,
        arguments: Mapping[str, object] = _NO_ARGUMENTS,
        *,
        approved: bool = False,
    ) -> None:
        """Bind a call to its agent; `approved` tells that a human agreed already."""
        self._core = core
        self._scope = scope
        self._arguments = arguments
        self._approved = approved
        self._log: Any = None

    @property
    def agent(self) -> str:
        """Name of the agent."""
        return self._core.declaration.name

    @property
    def correlation_id(self) -> str:
        """Identity of the request that this call belongs to."""
        return self._scope.correlation_id

    @property
    def subject(self) -> str:
        """Who asks."""
        return self._scope.subject

    @property
    def clock(self) -> Clock:
        """The agent's clock."""
        return self._core.clock

    @property
    def memory(self) -> Memory:
        """The agent's memory."""
        return self._core.memory

    @property
    def log(self) -> Any:
        """A structured logger; the call's identities are added to every line."""
        if self._log is None:
            self._log = structlog.get_logger(self.agent)
        return self._log

    def remaining_s(self, default: float = 30.0) -> float:
        """Return the seconds left until the call's deadline, `default` without one."""
        return self._scope.remaining_s(default)

    def partner(self, kind: type[T]) -> T:
        """Return the client of a partner by its class; raises Forbidden for an undeclared one."""
        client = self._core.partners.get(kind)
        if not isinstance(client, kind):
            raise Forbidden(f"{self.agent} has no partner {kind.__name__}")
        return client

    async def measure(self, **values: float) -> tuple[str, ...]:
        """Record metrics, evaluate the governance triggers over them, return those that fired."""
        core = self._core
        core.metrics.observe(self.agent, values)
        return await core.governance.measure(values, correlation_id=self.correlation_id)

    async def escalate(self, name: str, **detail: object) -> bool:
        """Call the anchors by the trigger `name`; tell whether it is the first time."""
        governance = self._core.governance
        return await governance.fire(name, detail, correlation_id=self.correlation_id)

    async def audit(self, scope: str, action: str, **detail: object) -> None:
        """Write to the audit log; returns when the entry is durable."""
        governance = self._core.governance
        await governance.audit(
            scope, action, detail, correlation_id=self.correlation_id, actor=self.subject
        )

    async def publish(self, event: str, payload: object = None) -> None:
        """Tell whoever observes the agent that `event` happened."""
        declaration = self._core.declaration
        if event not in declaration.events_out:
            raise Forbidden(f"{self.agent} does not declare the event {event}")
        self._require_channel("eventbus", "eventstream", "cognitionbus")
        await self._core.events.publish(
            f"{self.agent}.{event}", payload, trace_id=self.correlation_id
        )

    async def send(self, packet_type: str, payload: object, to: str) -> str:
        """Send a packet to the inbox of another agent; return its identity."""
        if packet_type not in self._core.declaration.packets_out:
            raise Forbidden(f"{self.agent} does not declare the packet type {packet_type}")
        self._require_channel("packetenvelope", "messagesqueue")
        effects = current_effects()
        packet = new_packet(
            packet_type,
            payload,
            agent=self.agent,
            clock=self.clock,
            packet_id=effects.uuid(f"{self.agent} packet {packet_type} {to}") if effects else None,
            correlation_id=self.correlation_id,
        )
        await self._core.bus.append(inbox_of(to), to_plain_object(packet))
        return str(packet.packet_id)

    async def approve(self, reason: str) -> None:
        """Go on only with a human's approval.

        Without one the question is recorded and ApprovalRequired raised: the caller repeats the
        call with the pass that the approval issued. One approval covers the whole call.
        """
        if not self._approved:
            operation = self._scope.operation or ""
            await require_approval(self._core, self._scope, operation, self._arguments, reason)
            self._approved = True

    def _require_channel(self, *channels: str) -> None:
        if not self._core.declaration.speaks(*channels):
            raise Forbidden(f"{self.agent} has no channel among {', '.join(channels)}")
