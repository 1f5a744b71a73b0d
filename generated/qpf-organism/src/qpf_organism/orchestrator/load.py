"""How busy each peer is, as far as the own tasks tell."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class _Load:
    """Tasks under way, their smoothed number, and when a task was given last."""

    in_flight: int = 0
    smoothed: float = 0.0
    last: int = 0


class LoadBook:
    """A moving average of the work under way at each peer, moved when a task begins or ends."""

    def __init__(self, smoothing: float = 0.1) -> None:
        """Move by `smoothing` (0 to 1) towards the present number each time."""
        self._smoothing = smoothing
        self._loads: dict[str, _Load] = {}
        self._given = 0

    def begin(self, peer: str) -> None:
        """Take note that a task began."""
        load = self._loads.setdefault(peer, _Load())
        self._given += 1
        load.last = self._given
        self._move(load, 1)

    def end(self, peer: str) -> None:
        """Take note that a task ended, however it ended."""
        load = self._loads.get(peer)
        if load is not None and load.in_flight > 0:
            self._move(load, -1)

    def load(self, peer: str) -> float:
        """Return the smoothed number of tasks under way, 0 for a stranger."""
        return self._of(peer).smoothed

    def in_flight(self, peer: str) -> int:
        """Return the number of tasks under way."""
        return self._of(peer).in_flight

    def least(self, peers: Iterable[str]) -> str | None:
        """Return who has the least load; among equals who has waited longest for a task."""
        return min(peers, key=self._order, default=None)

    def keep(self, peers: Iterable[str]) -> None:
        """Forget everybody but `peers`."""
        kept = set(peers)
        self._loads = {peer: load for peer, load in self._loads.items() if peer in kept}

    def _of(self, peer: str) -> _Load:
        return self._loads.get(peer, _Load())

    def _order(self, peer: str) -> tuple[float, int, int, str]:
        load = self._of(peer)
        return (round(load.smoothed, 9), load.in_flight, load.last, peer)

    def _move(self, load: _Load, step: int) -> None:
        load.in_flight += step
        load.smoothed += self._smoothing * (load.in_flight - load.smoothed)
