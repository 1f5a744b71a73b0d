"""Ctrl-C and the signals that end a program: heeded once, as an exception, and never in a switch.

After the first one a run cleans up, which takes moments; a second one changes nothing about that.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Interrupted", "deferred", "heeded", "signal_of"]

_HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end."""

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        super().__init__(signal.Signals(number).name)
        self.number = number


def signal_of(error: BaseException | None) -> int:
    """The number of the signal behind an interruption."""
    return error.number if isinstance(error, Interrupted) else int(signal.SIGINT)


@contextmanager
def heeded() -> Iterator[None]:
    """Raise `Interrupted` at the first signal, and let later ones pass.

    A signal that the caller ignores (`nohup`, a background job) stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    has_come = False

    def come(number: int, _frame: FrameType | None) -> None:
        nonlocal has_come
        if not has_come:
            has_come = True
            raise Interrupted(number)

    earlier = {n: signal.getsignal(n) for n in _HEEDED}
    mine = [n for n, handler in earlier.items() if handler is not signal.SIG_IGN]
    try:
        for number in mine:
            signal.signal(number, come)
        yield
    finally:
        for number in mine:
            signal.signal(number, earlier[number] or signal.SIG_DFL)


@contextmanager
def deferred() -> Iterator[None]:
    """Let signals wait until the block is done; the one that came meanwhile is raised then."""
    if threading.current_thread() is not threading.main_thread():
        # Handlers run in the main thread only, so that nothing is raised here.
        yield
        return
    come: list[int] = []
    # A mask would not do: another thread of the process could take the signal.
    earlier = {n: signal.signal(n, lambda number, _: come.append(number)) for n in _HEEDED}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if come:
        signal.raise_signal(come[0])
