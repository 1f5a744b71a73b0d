"""What remains of a call: counts, a latency, an audit entry, a line in the log."""

from collections.abc import Mapping

import structlog

from qpf_core.agent.core import AgentCore
from qpf_core.agent.operation import RunningOperation, latency_values
from qpf_core.agent.scope import CallScope
from qpf_core.agent.trail import AuditTrail, TrailEntry
from qpf_core.autonomy import Check
from qpf_core.errors import CoreError

_RAN = ("ok", "deadline_exceeded", "error")  # a refusal takes no time and says nothing of latency
OPERATIONS_SCOPE = "operations"
"""Audit scope of the layer `audit_logging`, which every agent has."""


class Recorder:
    """Records the calls of one agent."""

    def __init__(self, core: AgentCore) -> None:
        """Write to the agent's audit log and metrics."""
        self._core = core
        self._trail = AuditTrail(self._write, core.clock.sleep)
        self._log = structlog.get_logger("qpf_core.agent")

    @property
    def healthy(self) -> bool:
        """Tell whether the audit log takes entries."""
        return self._trail.healthy

    def count(self, running: RunningOperation, outcome: str, elapsed_s: float) -> None:
        """Count the call and its duration."""
        running.metrics.finished(outcome, elapsed_s)
        if running.budget.breached(elapsed_s):
            running.metrics.breached()

    async def record(
        self, running: RunningOperation, scope: CallScope, outcome: str, elapsed_s: float
    ) -> None:
        """Tell governance and the logs; never raises, because the call has its outcome already."""
        declaration = running.declaration
        if outcome != "ok":
            self._log.warning(
                "operation_failed", outcome=outcome, elapsed_ms=round(elapsed_s * 1000, 3)
            )
        try:
            if declaration.latency_metrics and outcome in _RAN:
                values = latency_values(declaration.latency_metrics, elapsed_s)
                self._core.metrics.observe(self._core.declaration.name, values)
                await self._core.governance.measure(values, correlation_id=scope.correlation_id)
            if declaration.audit is not None:
                await self._audit(declaration.audit, running, scope, outcome)
        except Exception as error:  # pylint: disable=broad-exception-caught
            self._log.error("operation_not_recorded", exc_info=error)

    def layer_entry(self, check: Check, action: str, detail: Mapping[str, object]) -> None:
        """Queue an entry of a safety layer."""
        self._trail.add(
            TrailEntry(
                OPERATIONS_SCOPE,
                check.subject,
                action,
                {"operation": check.operation, **detail},
                check.correlation_id,
            )
        )

    async def flush(self) -> None:
        """Wait until the queued entries are durable."""
        await self._trail.flush()

    async def close(self) -> None:
        """Write what is queued and stop."""
        await self._trail.close()

    async def _audit(
        self, audit_scope: str, running: RunningOperation, scope: CallScope, outcome: str
    ) -> None:
        declaration = running.declaration
        detail: dict[str, object] = {"outcome": outcome}
        entry = TrailEntry(
            audit_scope, scope.subject, declaration.name, detail, scope.correlation_id
        )
        if not declaration.mutating:
            self._trail.add(entry)
            return
        try:
            await self._write(entry)  # whoever changed something is answered after it is on record
        except CoreError:
            self._trail.add(entry)

    async def _write(self, entry: TrailEntry) -> None:
        await self._core.governance.log.record(
            entry.scope, entry.actor, entry.action, entry.detail, entry.correlation_id
        )
