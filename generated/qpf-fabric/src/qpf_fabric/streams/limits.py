"""How a worker reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLimits:
    """Limits of a reader; times in seconds.

    `claim_idle_s` is how long a message may stay with a worker that says nothing before another
    takes it over; `max_deliveries` is how often a message may be tried before it is buried.
    """

    batch: int = 256
    block_s: float = 1.0
    claim_idle_s: float = 30.0
    max_deliveries: int = 5


DEFAULT_LIMITS = ReaderLimits()
