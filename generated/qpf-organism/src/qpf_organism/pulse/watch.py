"""Follows a pulse that another service runs, through the board in a file."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from qpf_organism.pulse.board import Board
from qpf_organism.pulse.meter import resting_vitals
from qpf_organism.pulse.policy import PulsePolicy
from qpf_organism.pulse.schedule import Schedule

__all__ = ["PulseWatch"]

_STALE_S = 2.0


class PulseWatch:
    """Has the methods of a pulse that read; starting and stopping is the other service's affair."""

    def __init__(
        self, board: Path, policy: PulsePolicy, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Follow the pulse that writes to `board`; it need not exist yet."""
        self.policy = policy
        self._path = board
        self._clock = clock
        self._board: Board | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the other service reported a living pulse within two seconds."""
        return bool(self.vitals()["alive"])

    def start(self) -> None:
        """Open the board, if it is there."""
        if self._board is None:
            with suppress(OSError):
                self._board = Board.at(self._path)

    def stop(self) -> None:
        """Close the board; the pulse goes on."""
        board, self._board = self._board, None
        if board is not None:
            board.close()

    def compress(self, compression: float) -> None:
        """Change nothing: the rhythm belongs to the other service."""
        del compression

    def vitals(self) -> dict[str, Any]:
        """Return the newest vitals; `alive` is false when they are old or there are none."""
        state = self._state()
        last: dict[str, Any] | None = state.get("vitals")
        if last is not None and self._clock() - state["at"] <= _STALE_S:
            return last
        total = last["total_beats"] if last is not None else 0
        return resting_vitals(Schedule(self.policy, 0.0), last, total)

    def answer(self) -> dict[str, Any]:
        """Return what the newest reported beat answered; empty before the first."""
        answer: dict[str, Any] = self._state().get("answer", {})
        return answer

    def _state(self) -> dict[str, Any]:
        self.start()
        return (self._board.read() if self._board is not None else None) or {}
