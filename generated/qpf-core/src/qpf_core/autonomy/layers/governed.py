"""Layers `audit_logging` and `governance_constraint_check`: nothing happens unrecorded."""

from qpf_core.autonomy.layers.base import Check, LayerSetup
from qpf_core.errors import Unavailable


class AuditLogging:
    """Queues an audit entry for every operation that finished and has no audit scope of its own."""

    def __init__(self, setup: LayerSetup) -> None:
        """Write through the queue of the set-up."""
        self._audit = setup.audit

    def before(self, check: Check) -> None:
        """Do nothing yet: what is recorded is what happened."""

    def after(self, check: Check, result: object) -> None:
        """Queue the entry."""
        if not check.audited:
            self._audit(check, "performed", {"mutating": check.mutating})


class GovernanceConstraintCheck:
    """Stops operations that change something while governance cannot record them."""

    def __init__(self, setup: LayerSetup) -> None:
        """Ask the set-up whether governance is able to record."""
        self._governed = setup.governed

    def before(self, check: Check) -> None:
        """Raise Unavailable for a mutating operation that would go unrecorded."""
        if check.mutating and not self._governed():
            raise Unavailable("governance cannot record this action now")

    def after(self, check: Check, result: object) -> None:
        """Accept every result: this layer looks at the state of governance."""
