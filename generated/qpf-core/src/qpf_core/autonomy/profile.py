"""What a schema's `autonomyprofile` and `autonomyscope` say, as one value."""

from dataclasses import dataclass
from typing import Literal

AutonomyMode = Literal["controlled_autonomy", "semi_autonomous", "full_autonomy"]
ScopeLevel = Literal["full", "gated_by_governance", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AutonomyProfile:
    """Limits within which an agent acts on its own.

    `task_limit` counts operations that run at the same moment (None: no limit);
    `decision_latency_max_s` is in seconds (None: no limit); `safety_layers` run in their order
    before an operation and in reverse order after it.
    """

    mode: AutonomyMode = "controlled_autonomy"
    task_limit: int | None = None
    decision_latency_max_s: float | None = None
    escalation_triggers: tuple[str, ...] = ()
    safety_layers: tuple[str, ...] = ()
    internal_decisions: ScopeLevel = "full"
    external_actions: ScopeLevel = "gated_by_governance"

    def __post_init__(self) -> None:
        """Refuse limits that nothing could ever meet."""
        if self.task_limit is not None and self.task_limit < 1:
            raise ValueError("task_limit must be at least 1")
        if self.decision_latency_max_s is not None and self.decision_latency_max_s <= 0:
            raise ValueError("decision_latency_max_s must be positive")
