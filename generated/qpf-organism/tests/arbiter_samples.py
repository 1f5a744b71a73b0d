"""Organs for tests of the arbiter."""

from collections.abc import Callable
from typing import Any


class Sample:
    """An organ that does what a test says; it counts its cycles."""

    def __init__(
        self,
        name: str,
        cycle: Callable[[Any], Any] | None = None,
        *,
        key: str = "",
        deadline_s: float = 5.0,
    ) -> None:
        """Without `cycle` it works and says what it was given."""
        self.name, self.key, self.deadline_s = name, key or name[0], deadline_s
        self._cycle = cycle or (lambda health: {"action": "worked", "health": health})
        self.cycles = 0

    def cycle(self, health: Any) -> Any:
        """One cycle."""
        self.cycles += 1
        return self._cycle(health)
