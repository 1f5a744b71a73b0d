"""When the next beat is due: absolute deadlines, so that lateness never adds up."""

from qpf_organism.pulse.policy import MissPolicy, PulsePolicy

__all__ = ["BudgetSpent", "Schedule"]


class BudgetSpent(Exception):
    """More beats were missed than the policy `fail` allows."""


class Schedule:
    """A pure state: it is told the time and tells the next deadline; it neither waits nor asks.

    A beat is missed when the whole cycle after its deadline passed and it was left out. Under
    `catch_up` it comes late instead and counts in `caught_up`.
    """

    __slots__ = (
        "_in_window",
        "_missed_in_window",
        "caught_up",
        "cycle_s",
        "deadline",
        "missed",
        "over_budget",
        "policy",
    )

    def __init__(self, policy: PulsePolicy, now: float) -> None:
        """Begin at `now`, in seconds of a monotonic clock; the first beat is due a cycle later."""
        self.policy = policy
        self.cycle_s = policy.adaptive_cycle(policy.compression)
        self.deadline = now + self.cycle_s
        self.missed = self.caught_up = self.over_budget = 0
        self._in_window = self._missed_in_window = 0

    def advance(self, now: float, cycle_s: float) -> None:
        """Set the next deadline after a beat that ended at `now`; deadlines are `cycle_s` apart.

        Raises BudgetSpent under the policy `fail`.
        """
        self.cycle_s = cycle_s
        self.deadline += cycle_s
        left_out = self._left_out(now)
        if left_out:
            self.deadline += left_out * cycle_s
            self.missed += left_out
        self._spend(left_out)

    def _left_out(self, now: float) -> int:
        owed = int((now - self.deadline) / self.cycle_s) if now > self.deadline else 0
        if not owed or self.policy.on_miss is not MissPolicy.CATCH_UP:
            return owed
        self.caught_up += 1
        return max(0, owed - self.policy.burst)

    def _spend(self, left_out: int) -> None:
        budget = self.policy.budget
        was_within = self._missed_in_window <= budget.missed
        self._in_window += 1 + left_out
        self._missed_in_window += left_out
        if was_within and self._missed_in_window > budget.missed:
            self.over_budget += 1
            if self.policy.on_miss is MissPolicy.FAIL:
                raise BudgetSpent(
                    f"{self._missed_in_window} beats missed within {budget.window},"
                    f" {budget.missed} allowed"
                )
        if self._in_window >= budget.window:
            self._in_window = self._missed_in_window = 0
