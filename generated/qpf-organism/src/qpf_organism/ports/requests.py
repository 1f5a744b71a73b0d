"""What an organ asks its host for, without waiting for it."""

from collections import deque

MOST = 256


class Requests:
    """Requests in the order they came, the oldest dropped and counted beyond `limit`."""

    def __init__(self, limit: int = MOST) -> None:
        """Hold at most `limit` requests."""
        self._waiting: deque[str] = deque(maxlen=limit)
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Number of requests that nobody took in time."""
        return self._dropped

    def ask(self, what: str) -> bool:
        """Add a request; one that waits already is not doubled. Returns whether it is new."""
        if what in self._waiting:
            return False
        self._dropped += len(self._waiting) == self._waiting.maxlen
        self._waiting.append(what)
        return True

    def take(self) -> tuple[str, ...]:
        """Return what was asked for and forget it."""
        taken: list[str] = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return tuple(taken)
