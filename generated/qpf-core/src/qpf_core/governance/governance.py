"""Governance of one agent: what is measured calls the anchors, what is done is written down."""

from collections.abc import Callable, Mapping
from typing import Protocol

from qpf_core.clock import Clock
from qpf_core.errors import Forbidden
from qpf_core.governance.approvals import Approvals
from qpf_core.governance.audit import AuditLog
from qpf_core.governance.audit_chain import AuditEntry
from qpf_core.governance.escalation import Escalations
from qpf_core.governance.policy import GovernancePolicy, Trigger
from qpf_core.governance.triggers import TriggerBoard
from qpf_core.guards import require_finite

MetricsHook = Callable[[str], None]
"""Told the name of every trigger that fires."""

ESCALATION_SCOPE = "escalation"


class Gated(Protocol):
    """What governance needs to know of an operation."""

    @property
    def mutating(self) -> bool:
        """True when the operation changes something outside the agent."""

    @property
    def needs_approval(self) -> bool:
        """True when the schema gates the operation."""


class Governance:  # pylint: disable=too-many-instance-attributes
    """Evaluates the triggers of a policy, writes its audit log, gates its operations."""

    def __init__(  # pylint: disable=too-many-arguments
        self,
        policy: GovernancePolicy,
        *,
        audit: AuditLog,
        escalations: Escalations,
        approvals: Approvals,
        clock: Clock,
        metrics_hook: MetricsHook | None = None,
    ) -> None:
        """Govern by `policy`; tell `metrics_hook` which triggers fire."""
        self.policy = policy
        self.log = audit
        self.escalations = escalations
        self.approvals = approvals
        self._clock = clock
        self._metrics_hook = metrics_hook
        self._board = TriggerBoard(policy.triggers)
        self._scopes = frozenset(policy.audit_scope)

    async def measure(self, values: Mapping[str, float], *, correlation_id: str) -> tuple[str, ...]:
        """Take in metrics of one correlation; return the names of the triggers that fired.

        The last value of each metric counts until the correlation is forgotten; a trigger fires
        once for each correlation. Raises InputError for a value that is not finite.
        """
        for name, value in values.items():
            require_finite(f"metrics.{name}", value)
        fired: list[str] = []
        for trigger in self._board.measure(correlation_id, values):
            seen = {name: values[name] for name in trigger.metrics if name in values}
            if await self._call(trigger, seen, correlation_id):
                fired.append(trigger.name)
        return tuple(fired)

    async def fire(
        self, name: str, detail: Mapping[str, object] | None = None, *, correlation_id: str
    ) -> bool:
        """Fire the trigger called `name`; tell whether it is the first time for the correlation.

        Raises Forbidden when the policy has no such trigger.
        """
        trigger = self._board.named(name)
        if trigger is None:
            raise Forbidden(f"the policy of {self.policy.agent} has no trigger {name}")
        return await self._call(trigger, detail or {}, correlation_id)

    async def audit(
        self,
        scope: str,
        action: str,
        detail: object = None,
        *,
        correlation_id: str,
        actor: str = "",
    ) -> AuditEntry:
        """Write `action` of `actor` (empty: the agent) down; return the entry once it is durable.

        Raises Forbidden for a scope that the policy does not declare.
        """
        if scope not in self._scopes:
            raise Forbidden(f"the policy of {self.policy.agent} does not audit {scope}")
        return await self.log.record(
            scope, actor or self.policy.agent, action, detail, correlation_id
        )

    def needs_approval(self, operation: Gated) -> bool:
        """Tell whether a human must agree before `operation` runs.

        Without human override never; in supervised mode for whatever changes something, in the
        other modes for what the schema gates.
        """
        if not self.policy.human_override:
            return False
        supervised = self.policy.mode == "supervised" and operation.mutating
        return operation.needs_approval or supervised

    def forget(self, correlation_id: str) -> None:
        """Forget the metrics of a correlation that has ended."""
        self._board.forget(correlation_id)

    async def _call(
        self, trigger: Trigger, detail: Mapping[str, object], correlation_id: str
    ) -> bool:
        if not self._board.fire(correlation_id, trigger.name):
            return False
        try:
            await self.escalations.raise_notice(
                trigger, self.policy.anchors, detail, correlation_id
            )
            await self.log.record(
                ESCALATION_SCOPE, self.policy.agent, trigger.name, detail, correlation_id
            )
        except BaseException:
            # Not durable, so not fired: the next measurement tries again.
            self._board.unfire(correlation_id, trigger.name)
            raise
        if self._metrics_hook is not None:
            self._metrics_hook(trigger.name)
        return True
