"""Times in fixed buckets: any number of them in bounded memory, quantiles within 3 %."""

import math

__all__ = ["Histogram"]

_SHIFT = 5
_PER_OCTAVE = 1 << _SHIFT
_OCTAVES = 36
_BUCKETS = _PER_OCTAVE * _OCTAVES
_UNIT_S = 1e-6
_PER_S = 1e6
_LONGEST = (1 << (_OCTAVES + _SHIFT - 1)) - 1
_LONGEST_S = _LONGEST * _UNIT_S


class Histogram:
    """Counts of durations in seconds; a bucket is a microsecond wide, or 1/32 of its octave.

    One writer at a time; a reader in another thread sees counts that are at most one behind.
    """

    __slots__ = ("_blocks", "_counts", "count", "maximum")

    def __init__(self) -> None:
        """Start empty."""
        self._counts = [0] * _BUCKETS
        # the same counts by octave, so that a quantile looks at two short lists
        self._blocks = [0] * _OCTAVES
        self.count = 0
        self.maximum = 0.0

    def add(self, seconds: float) -> None:
        """Count one duration; what is below zero counts as zero, infinity as the last bucket."""
        micros = int(seconds * _PER_S) if 0.0 < seconds < _LONGEST_S else _outside(seconds)
        octave = micros.bit_length() - _SHIFT - 1
        if octave > 0:
            micros = octave * _PER_OCTAVE + (micros >> octave)
        self._counts[micros] += 1
        self._blocks[micros >> _SHIFT] += 1
        self.count += 1
        if self.maximum < seconds < math.inf:
            self.maximum = seconds

    def quantile(self, share: float) -> float:
        """Return the duration in seconds that `share` (0 to 1) of all stay below; 0.0 when empty.

        It is the upper edge of a bucket, so never too small, and never above the maximum.
        """
        wanted, seen = share * self.count, 0
        for block, total in enumerate(self._blocks):
            if total and seen + total >= wanted:
                return min(_upper_edge(self._within(block, wanted - seen)) * _UNIT_S, self.maximum)
            seen += total
        return self.maximum

    def octaves(self, size: int = 16) -> list[int]:
        """Return `size` counts: below 32 microseconds, then each up to twice the one before.

        The last one takes all that is longer.
        """
        return [*self._blocks[: size - 1], sum(self._blocks[size - 1 :])]

    def clear(self) -> None:
        """Forget everything."""
        self._counts = [0] * _BUCKETS
        self._blocks = [0] * _OCTAVES
        self.count = 0
        self.maximum = 0.0

    def _within(self, block: int, wanted: float) -> int:
        first = last = block << _SHIFT
        seen = 0
        for index in range(first, first + _PER_OCTAVE):
            if self._counts[index]:
                seen, last = seen + self._counts[index], index
                if seen >= wanted:
                    break
        return last


def _outside(seconds: float) -> int:
    return _LONGEST if seconds >= _LONGEST_S else 0


def _upper_edge(index: int) -> int:
    octave = max(0, index // _PER_OCTAVE - 1)
    return (index - octave * _PER_OCTAVE + 1) << octave
