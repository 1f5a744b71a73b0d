"""The process that beats: `python -m qpf_organism.pulse.child DESCRIPTOR`.

It reads its order from standard input, says on standard output that it is ready, and ends when the
input ends: when the parent asks for it, or is no more.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from qpf_organism.pulse.beatlog import BeatLog
from qpf_organism.pulse.board import Board
from qpf_organism.pulse.heart import Heart
from qpf_organism.pulse.order import Order
from qpf_organism.pulse.priority import calm_collector, prefer
from qpf_organism.pulse.schedule import BudgetSpent

__all__ = ["DONE", "LISTENER", "REFUSED", "SPENT", "Reporter", "lines", "listen", "main"]

DONE, REFUSED, SPENT = 0, 1, 3
LISTENER = "pulse-listener"
_CHUNK = 65_536


def lines(descriptor: int) -> Iterator[bytes]:
    """Yield the lines that arrive at a descriptor, until its other end is closed."""
    rest = b""
    while chunk := os.read(descriptor, _CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


def listen(heart: Heart, incoming: Iterator[bytes]) -> None:
    """Follow what the parent says while the heart beats; the end of it ends the run."""
    for line in incoming:
        with suppress(ValueError, KeyError, TypeError):
            heart.compression = float(json.loads(line)["compression"])
    heart.stop()


class Reporter:
    """Writes what a heart reports to the board and to the log."""

    def __init__(self, board: Board, log: BeatLog | None, target: int) -> None:
        """Write to `board`, to `log` when there is one, and once to `target` that it begins."""
        self._board = board
        self._log = log
        self._target = target
        self._has_begun = False

    def __call__(self, vitals: dict[str, Any], answer: Mapping[str, Any]) -> None:
        """Take one report; an answer without a JSON form is left out, its vitals are not."""
        state = {"at": time.monotonic(), "vitals": vitals, "answer": answer}
        if not self._board.write(state):
            self._board.write({**state, "answer": {}})
        if self._log is not None:
            self._log.write(vitals, answer)
        if not self._has_begun:
            self._has_begun = True
            _say(self._target, {"ready": True})


def main(argv: Sequence[str] | None = None, *, source: int = 0, target: int = 1) -> int:
    """Beat as ordered and return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    board, incoming = Board(int(words[0])), lines(source)
    try:
        order = Order.from_line(next(incoming))
        log = BeatLog(order.log, time.monotonic) if order.log is not None else None
        report = Reporter(board, log, target)
        heart = Heart(order.drive(), order.policy, report=report, earlier=order.earlier)
    except Exception as error:  # pylint: disable=broad-exception-caught
        return _refused(target, error)
    signal.signal(signal.SIGTERM, lambda _number, _frame: heart.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    arguments = (heart, incoming)
    threading.Thread(target=listen, args=arguments, name=LISTENER, daemon=True).start()
    return _beat(heart, log, order.policy.priority, target)


def _beat(heart: Heart, log: BeatLog | None, priority: int, target: int) -> int:
    calm_collector()
    standing = prefer(priority)
    try:
        heart.run(standing)
    except BudgetSpent:
        return SPENT
    except Exception as error:  # pylint: disable=broad-exception-caught
        return _refused(target, error)
    finally:
        if log is not None:
            log.close()
    return DONE


def _refused(target: int, error: Exception) -> int:
    """Tell the parent, which raises it, what kept the drive from being built or started."""
    _say(target, {"error": f"{type(error).__name__}: {error}"})
    return REFUSED


def _say(target: int, word: Mapping[str, Any]) -> None:
    with suppress(OSError):
        os.write(target, json.dumps(word).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
