"""Limits on how much strangers may send: token buckets, a bounded number of them."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Lets `rate` through a second, and `burst` at once."""

    rate: float
    burst: float
    level: float
    at: float

    def take(self, now: float) -> bool:
        """Take one token if there is one."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


class Throttle:
    """A bucket for everybody together and one for each source, the oldest forgotten first."""

    def __init__(
        self, *, total_per_s: float = 2000.0, source_per_s: float = 20.0, sources: int = 1024
    ) -> None:
        """Allow bursts of a second; remember at most `sources`."""
        self._source_per_s = source_per_s
        self._limit = sources
        self._total = Bucket(total_per_s, total_per_s, total_per_s, 0.0)
        self._sources: OrderedDict[str, Bucket] = OrderedDict()

    def admits(self, source: str, now: float) -> bool:
        """Tell whether one more packet of `source` is looked at."""
        bucket = self._sources.pop(source, None)
        if bucket is None:
            rate = self._source_per_s
            bucket = Bucket(rate, rate, rate, now)
            while len(self._sources) >= self._limit:
                self._sources.popitem(last=False)
        self._sources[source] = bucket
        # its own limit first: one source alone cannot use up what all share
        return bucket.take(now) and self._total.take(now)

    @property
    def remembered(self) -> int:
        """Number of sources with a bucket."""
        return len(self._sources)
