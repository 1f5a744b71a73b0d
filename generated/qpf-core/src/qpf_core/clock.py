"""Time as a dependency: a protocol, the system's clock and one that a test moves by hand."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

import anyio
import anyio.lowlevel

_EPOCH_OF_TESTS = datetime(2026, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Everything the core knows about time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary origin that never run backwards."""

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run until `seconds` have passed."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the monotonic counter of the process in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run until `seconds` have passed."""
        await anyio.sleep(seconds)


class ManualClock:
    """A clock that stands still until `advance` moves it.

    With `auto_advance` a sleeper moves the clock itself and returns at once: right for retry loops.
    """

    def __init__(self, start: datetime = _EPOCH_OF_TESTS, *, auto_advance: bool = False) -> None:
        """Start at an aware moment."""
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._auto_advance = auto_advance
        self._sleepers: list[tuple[float, anyio.Event]] = []

    def now(self) -> datetime:
        """Return the start plus everything advanced since."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the seconds advanced since the start."""
        return self._elapsed

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds` (not negative) and wake every sleeper whose time has come.

        Call it from the thread of the event loop.
        """
        if seconds < 0:
            raise ValueError("a clock does not run backwards")
        self._elapsed += seconds
        due = [event for wake_at, event in self._sleepers if wake_at <= self._elapsed]
        self._sleepers = [item for item in self._sleepers if item[0] > self._elapsed]
        for event in due:
            event.set()

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has passed `seconds`, or pass them at once with `auto_advance`."""
        wake_at = self._elapsed + seconds
        if self._auto_advance or seconds <= 0:
            await anyio.lowlevel.checkpoint()
            self.advance(max(0.0, wake_at - self._elapsed))
            return
        sleeper = (wake_at, anyio.Event())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    @property
    def sleepers(self) -> int:
        """Number of tasks that wait for this clock."""
        return len(self._sleepers)
