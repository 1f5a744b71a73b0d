"""Memory that can be given back."""

import gc
import time
from collections.abc import Callable


def collect_garbage() -> int:
    """Run the garbage collector over all generations and return the number of objects freed."""
    return gc.collect()


class Collector:
    """Collects garbage at most once in a while, so that an organ may ask on every beat."""

    def __init__(
        self, every_s: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Leave at least `every_s` seconds between two collections; the first is never put off."""
        self._every_s = every_s
        self._monotonic = monotonic
        self._next = -float("inf")

    def collect(self) -> int:
        """Collect garbage and return the number of objects freed; 0 when it was done just now."""
        now = self._monotonic()
        if now < self._next:
            return 0
        self._next = now + self._every_s
        return collect_garbage()


class Caches:
    """Caches of the host by name, with the function that empties each."""

    def __init__(self) -> None:
        """Start without caches."""
        self._clear: dict[str, Callable[[], object]] = {}

    def register(self, name: str, clear: Callable[[], object]) -> None:
        """Make a cache known; a name that exists is replaced."""
        self._clear[name] = clear

    def clear(self) -> int:
        """Empty every cache and return their number; a failing one lets the organ fail."""
        waiting = tuple(self._clear.values())
        for clear in waiting:
            clear()
        return len(waiting)
