"""The scope of an operation, made from the scope of whoever calls it."""

from dataclasses import dataclass

from qpf_core.agent.caller import Caller
from qpf_core.agent.operation import RunningOperation
from qpf_core.agent.scope import CallScope, new_correlation_id
from qpf_core.autonomy import Deadline


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Makes the scopes of one agent; `default_caller` stands in when nobody is known."""

    agent: str
    default_caller: Caller | None

    def scope(
        self,
        running: RunningOperation,
        outer: CallScope | None,
        caller: Caller | None,
        correlation_id: str | None,
    ) -> CallScope:
        """Return the scope of one call: the earlier deadline, the same trace and caller."""
        hard_s, name = running.budget.hard_s, running.declaration.name
        if outer is None:
            return CallScope(
                correlation_id=correlation_id or new_correlation_id(),
                caller=caller or self.default_caller,
                deadline_at=Deadline.earliest(hard_s, None).at,
                agent=self.agent,
                operation=name,
            )
        return CallScope(
            correlation_id=correlation_id or outer.correlation_id,
            caller=caller or self._inherited(outer),
            deadline_at=Deadline.earliest(hard_s, outer.deadline_at).at,
            approval=outer.approval,
            agent=self.agent,
            operation=name,
            origin=outer.origin,
        )

    def _inherited(self, outer: CallScope) -> Caller | None:
        """Return the caller; one through another agent brings that agent's service role."""
        if outer.agent is None or outer.agent == self.agent:
            return outer.caller or self.default_caller
        return (outer.caller or Caller(outer.subject)).through(outer.agent)
