"""How long an operation may take, and how long a decision should."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from qpf_core.errors import DeadlineExceeded

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LatencyBudget:
    """The two limits on one operation, in seconds.

    `hard_s` ends the operation. `decision_s` does not when the operation declares a longer time
    of its own (a training job answers slower than a decision): then it is a limit that is
    observed and reported.
    """

    hard_s: float | None
    decision_s: float | None

    @classmethod
    def of(cls, timeout_s: float | None, decision_latency_max_s: float | None) -> "LatencyBudget":
        """Combine an operation's own timeout with the agent's decision latency."""
        hard = decision_latency_max_s if timeout_s is None else timeout_s
        return cls(hard, decision_latency_max_s)

    def breached(self, elapsed_s: float) -> bool:
        """Tell whether a decision took longer than it should."""
        return self.decision_s is not None and elapsed_s > self.decision_s


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the event loop's clock after which an answer is worthless."""

    at: float | None

    @classmethod
    def earliest(cls, budget_s: float | None, inherited_at: float | None) -> "Deadline":
        """Take the earlier of now + `budget_s` and the moment that the caller set."""
        if budget_s is None:
            return cls(inherited_at)
        own = asyncio.get_running_loop().time() + budget_s
        return cls(own if inherited_at is None else min(own, inherited_at))

    def remaining_s(self, default: float) -> float:
        """Return the seconds left, never below zero; `default` when there is no deadline."""
        if self.at is None:
            return default
        return max(0.0, self.at - asyncio.get_running_loop().time())

    async def run(self, work: Awaitable[T]) -> T:
        """Await `work`; at the deadline it is cancelled and DeadlineExceeded raised."""
        if self.at is None:
            return await work
        limit = asyncio.timeout_at(self.at)
        try:
            async with limit:
                return await work
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise DeadlineExceeded("the operation did not finish in time") from error
