"""A pulse in a process of its own, as its owner sees it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from qpf_organism.pulse.beatlog import LogSettings
from qpf_organism.pulse.board import Board
from qpf_organism.pulse.meter import resting_vitals
from qpf_organism.pulse.order import DriveFactory, Order, name_of
from qpf_organism.pulse.policy import PulsePolicy
from qpf_organism.pulse.schedule import Schedule

__all__ = ["PulseProcess", "PulseRefused"]

_MODULE = "qpf_organism.pulse.child"
_PATIENCE_S = 5.0


class PulseRefused(Exception):
    """The process that should beat could not begin."""


class PulseProcess:
    """Starts, stops and reads a pulse; `start` and `stop` may be called again and again.

    The process ends with the one that started it, however that one ends.
    """

    def __init__(
        self,
        factory: DriveFactory,
        policy: PulsePolicy,
        *,
        arguments: Mapping[str, Any] | None = None,
        log: LogSettings | None = None,
        board: Path | None = None,
    ) -> None:
        """Beat what `factory`, a function at the top of a module, builds from plain `arguments`.

        In a file `board` others can follow the pulse with `PulseWatch`.
        """
        self._order = Order(
            factory=name_of(factory), policy=policy, arguments=arguments or {}, log=log
        )
        self.policy = policy
        self._guard = threading.Lock()
        self._looking = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._board: Board | None = None
        self._board_path = board
        self._last: dict[str, Any] | None = None
        self._answer: dict[str, Any] = {}
        self._total = 0

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        child = self._child
        return child is not None and child.poll() is None

    @property
    def process_id(self) -> int | None:
        """The id of the process that beats, or None."""
        child = self._child
        return child.pid if child is not None and self.is_alive else None

    def start(self) -> None:
        """Start the process and wait until it is ready; PulseRefused says why it is not."""
        with self._guard:
            if self.is_alive:
                return
            self._settle()
            path = self._board_path
            self._board = Board.create() if path is None else Board.at(path, fresh=True)
            self._child = _spawned(self._board)
            try:
                self._begin(self._child)
            except BaseException:
                self._settle()
                raise

    def stop(self) -> None:
        """Let the beat in progress end, and wait for the end of the process."""
        with self._guard:
            self._settle()

    def compress(self, compression: float) -> None:
        """Let the cycle follow another compression from the next beat on."""
        child = self._child
        if child is not None and child.stdin is not None:
            with suppress(OSError, ValueError):
                child.stdin.write(json.dumps({"compression": compression}).encode() + b"\n")

    def vitals(self) -> dict[str, Any]:
        """Return the newest vitals; after the end the last ones, with `alive` false."""
        self._look()
        if self.is_alive and self._last is not None:
            return dict(self._last)
        return resting_vitals(Schedule(self.policy, 0.0), self._last, self._total)

    def answer(self) -> dict[str, Any]:
        """Return what the newest reported beat answered; empty before the first."""
        self._look()
        return self._answer

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_details: object) -> None:
        """Stop."""
        self.stop()

    def _begin(self, child: "subprocess.Popen[bytes]") -> None:
        order = replace(self._order, earlier=self._total)
        assert child.stdin is not None and child.stdout is not None
        with suppress(BrokenPipeError):
            child.stdin.write(order.to_line())
        word = child.stdout.readline()
        child.stdout.close()
        told: dict[str, Any] = json.loads(word) if word else {"error": "it ended at once"}
        if "error" in told:
            raise PulseRefused(str(told["error"]))

    def _look(self) -> None:
        with self._looking:
            state = self._board.read() if self._board is not None else None
            if state is not None:
                self._last, self._answer = state["vitals"], state["answer"]
                self._total = state["vitals"]["total_beats"]

    def _settle(self) -> None:
        if self._child is not None:
            _ended(self._child)
        self._look()
        with self._looking:
            if self._board is not None:
                self._board.close()
            self._child = self._board = None


def _spawned(board: Board) -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE, str(board.descriptor)],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(board.descriptor,),
        env={**os.environ, "PYTHONPATH": paths},
    )


def _ended(child: "subprocess.Popen[bytes]") -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            stream.close()
    for harder in (child.terminate, child.kill):
        try:
            child.wait(_PATIENCE_S)
            return
        except subprocess.TimeoutExpired:
            harder()
    child.wait()
