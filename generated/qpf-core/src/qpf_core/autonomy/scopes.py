"""What an agent may decide alone, what a human decides, and what nobody may do through it."""

from dataclasses import dataclass
from enum import StrEnum

from qpf_core.autonomy.profile import AutonomyProfile, ScopeLevel


class Verdict(StrEnum):
    """Outcome of asking whether an operation may run."""

    ALLOW = "allow"
    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class AutonomyScopes:
    """Turns the profile and the `humanoverride` of the governance policy into a verdict.

    An operation that leaves the system is judged by `external_actions`, one that changes the
    agent's own state by `internal_decisions`; one that only reads is always allowed.
    """

    profile: AutonomyProfile
    human_override: bool

    def judge(self, *, mutating: bool, external: bool, needs_approval: bool) -> Verdict:
        """Say whether an operation with these properties runs, waits for a human, or is refused."""
        level = self._level(mutating, external)
        if level == "none":
            return Verdict.REFUSE
        if needs_approval:
            return Verdict.APPROVE
        if not self.human_override or self.profile.mode == "full_autonomy":
            return Verdict.ALLOW
        cautious = self.profile.mode == "semi_autonomous" and (mutating or external)
        return Verdict.APPROVE if cautious or level == "gated_by_governance" else Verdict.ALLOW

    def _level(self, mutating: bool, external: bool) -> ScopeLevel:
        if external:
            return self.profile.external_actions
        return self.profile.internal_decisions if mutating else "full"
