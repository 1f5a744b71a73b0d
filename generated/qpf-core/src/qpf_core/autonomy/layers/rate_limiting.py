"""Layer `rate_limiting`: a token bucket per caller."""

from collections import OrderedDict

from qpf_core.autonomy.layers.base import Check, LayerSetup
from qpf_core.errors import RateLimited

_CALLERS = 10_000


class RateLimiting:
    """Lets each caller make `burst` calls at once and `rate_per_s` on average."""

    def __init__(self, setup: LayerSetup) -> None:
        """Start with full buckets."""
        self._clock = setup.clock
        self._rate = setup.rate_per_s
        self._burst = float(setup.burst)
        # subject -> [tokens, last refill]; the least recently seen is forgotten first
        self._buckets: OrderedDict[str, list[float]] = OrderedDict()

    def before(self, check: Check) -> None:
        """Take a token or raise RateLimited with the time until the next one."""
        bucket = self._refilled(check.subject)
        if bucket[0] < 1.0:
            raise RateLimited((1.0 - bucket[0]) / self._rate, "the caller is over its rate limit")
        bucket[0] -= 1.0

    def after(self, check: Check, result: object) -> None:
        """Accept every result: this layer counts calls."""

    def _refilled(self, subject: str) -> list[float]:
        now = self._clock.monotonic()
        bucket = self._buckets.get(subject)
        if bucket is None:
            bucket = self._buckets[subject] = [self._burst, now]
            if len(self._buckets) > _CALLERS:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(subject)
        bucket[0] = min(self._burst, bucket[0] + (now - bucket[1]) * self._rate)
        bucket[1] = now
        return bucket
