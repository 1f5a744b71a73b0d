"""Adjustments an organ makes to its host, as far as the host offers levers for them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType


class Levers:
    """Adjustments by name, with the function of the host that carries each out."""

    def __init__(self) -> None:
        """Start without levers; what is pulled without one is only counted."""
        self._levers: dict[str, Callable[[], object]] = {}
        self._unmoved: dict[str, int] = {}

    @property
    def unmoved(self) -> Mapping[str, int]:
        """How often each adjustment was asked for that has no lever."""
        return MappingProxyType(self._unmoved)

    def offer(self, name: str, move: Callable[[], object]) -> None:
        """Make a lever known; a name that exists is replaced."""
        self._levers[name] = move

    def pull(self, name: str) -> bool:
        """Carry an adjustment out; False when there is no lever for it."""
        move = self._levers.get(name)
        if move is None:
            self._unmoved[name] = self._unmoved.get(name, 0) + 1
            return False
        move()
        return True


class Shares:
    """The last distribution of resources in percent; a host reads it or is told."""

    def __init__(self, tell: Callable[[Mapping[str, int]], object] | None = None) -> None:
        """`tell` is called with every new distribution."""
        self._tell = tell
        self._current: Mapping[str, int] = MappingProxyType({})

    @property
    def current(self) -> Mapping[str, int]:
        """The distribution that holds now; empty before the first."""
        return self._current

    def set(self, shares: Mapping[str, int]) -> None:
        """Let a distribution hold."""
        self._current = MappingProxyType(dict(shares))
        if self._tell is not None:
            self._tell(self._current)
