"""Identities that sort by time."""

from datetime import datetime
from random import Random
from threading import Lock

from qpf_core.clock import Clock


class IdMint:  # pylint: disable=too-few-public-methods
    """Makes identities of 24 hexadecimal digits: microseconds since 1970, then randomness.

    Identities of one mint always grow, even when the clock stands still or steps back.
    """

    def __init__(self, clock: Clock) -> None:
        """Take the time from `clock`."""
        self._clock = clock
        self._lock = Lock()
        self._last = 0
        # Seeded by the system; asking it every time costs a system call on the hot path.
        self._random = Random()

    def new(self) -> str:
        """Return the next identity."""
        with self._lock:
            self._last = max(self._last + 1, _micros(self._clock.now()))
            return f"{self._last:014x}{self._random.getrandbits(40):010x}"


def floor_id(moment: datetime) -> str:
    """Return the lowest identity that could have been made at `moment`."""
    return f"{_micros(moment):014x}"


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
