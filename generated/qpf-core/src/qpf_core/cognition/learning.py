"""Learning from outcomes: declared feedback channels, reward and penalty, retraining, rollback."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qpf_core.clock import Clock
from qpf_core.errors import InputError

Measure = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPolicy:
    """What a schema says of learning.

    `reward` and `penalty` score an outcome from its metrics; `metrics` are the names they read;
    `retrain_interval_s` is the time between two trainings; `stability_threshold` is the largest
    loss of the target metric that is not a regression.
    """

    architecture: str
    mode: str
    modules: tuple[str, ...] = ()
    feedback_channels: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    reward: Measure | None = None
    penalty: Measure | None = None
    retrain_interval_s: float | None = None
    stability_threshold: float = 0.0
    optimisation_target: str = "accuracy"
    auto_tune: bool = False
    rollback_on_regression: bool = True


@dataclass(frozen=True, slots=True)
class Feedback:
    """An outcome as it was judged; `value` is the reward less the penalty."""

    channel: str
    reward: float
    penalty: float

    @property
    def value(self) -> float:
        """Return the reward less the penalty."""
        return self.reward - self.penalty


class Verdict(StrEnum):
    """What to do with an updated model."""

    KEEP = "keep"
    ROLL_BACK = "roll_back"
    ASK = "ask"


class LearningLoop:
    """Takes outcomes in, tells when to retrain and whether an update may stay."""

    def __init__(self, policy: LearningPolicy, clock: Clock) -> None:
        """Start now: the first retraining is due one interval later."""
        self.policy = policy
        self._clock = clock
        self._trained_at = clock.monotonic()
        self._count = 0
        self._total = 0.0

    def judge(self, channel: str, outcome: Mapping[str, float]) -> Feedback:
        """Score an outcome that came in by a declared channel.

        Raises InputError for another channel, or without a metric that reward or penalty need.
        """
        policy = self.policy
        if channel not in policy.feedback_channels:
            raise InputError("channel", f"{channel} is not a declared feedback channel")
        for name in policy.metrics:
            if name not in outcome:
                raise InputError("outcome", f"{name} is needed to judge an outcome")
        reward = policy.reward(outcome) if policy.reward is not None else 0.0
        penalty = policy.penalty(outcome) if policy.penalty is not None else 0.0
        feedback = Feedback(channel, reward, penalty)
        self._count += 1
        self._total += feedback.value
        return feedback

    @property
    def mean_value(self) -> float:
        """Return the mean of all judged outcomes, 0 before the first."""
        return self._total / self._count if self._count else 0.0

    def retraining_due(self) -> bool:
        """Tell whether the retraining interval has passed since the last training."""
        interval = self.policy.retrain_interval_s
        return interval is not None and self._clock.monotonic() - self._trained_at >= interval

    def trained(self) -> None:
        """Start the next retraining interval now."""
        self._trained_at = self._clock.monotonic()

    def verdict(self, before: float, after: float) -> Verdict:
        """Judge an update by the target metric before and after it; higher is better."""
        if before - after <= self.policy.stability_threshold:
            return Verdict.KEEP
        return Verdict.ROLL_BACK if self.policy.rollback_on_regression else Verdict.ASK
