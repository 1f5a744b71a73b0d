"""Work in processes of their own: one that dies takes its task along, none outlives the program."""

import multiprocessing
import os
import resource
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Generic, TypeVar

__all__ = ["Ended", "Pool"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ended(Generic[T, R]):
    """What came of a task: its result, or the reason why there is none."""

    task: T
    result: R | None
    reason: str = ""


@dataclass(slots=True)
class _Running(Generic[T]):
    task: T
    process: ForkProcess
    deadline: float


@dataclass(slots=True)
class Pool(Generic[T, R]):
    """Gives out tasks, at most `jobs` at once; more can be added while results are read.

    A task may take `limit_s` seconds, and each of its processes `memory` bytes.
    """

    work: Callable[[T], R]
    jobs: int
    limit_s: float
    memory: int
    waiting: deque[T] = field(default_factory=deque)
    _running: dict[Connection, _Running[T]] = field(default_factory=dict)
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def results(self) -> Iterator[Ended[T, R]]:
        """What came of each task, as they end; whoever stops reading ends all that runs."""
        try:
            while self.waiting or self._running:
                while self.waiting and len(self._running) < self.jobs:
                    self._start(self.waiting.popleft())
                yield from self._ended()
        finally:
            for running in self._running.values():
                _kill(running.process)
            self._running.clear()

    def _start(self, task: T) -> None:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=self._serve, args=(task, there))
        process.start()
        there.close()
        self._running[here] = _Running(task, process, time.monotonic() + self.limit_s)

    def _serve(self, task: T, replies: Connection) -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        reader, writer = self._pipe
        os.close(writer)
        threading.Thread(target=_end_with_parent, args=(reader,), daemon=True).start()
        resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))
        try:
            replies.send((self.work(task), ""))
        except Exception:
            replies.send((None, traceback.format_exc()))

    def _ended(self) -> Iterator[Ended[T, R]]:
        soonest = min(one.deadline for one in self._running.values())
        ready = wait(list(self._running), max(0.0, soonest - time.monotonic()))
        for stream in [one for one in self._running if one in ready]:
            running = self._running.pop(stream)
            try:
                result, reason = stream.recv()
            except EOFError:
                running.process.join()
                result, reason = None, f"its process ended with {running.process.exitcode}"
            _kill(running.process)
            stream.close()
            yield Ended(running.task, result, reason)
        now = time.monotonic()
        for stream in [one for one, it in self._running.items() if it.deadline <= now]:
            running = self._running.pop(stream)
            _kill(running.process)
            stream.close()
            yield Ended(running.task, None, f"it did not end within {self.limit_s:.0f} s")


def _end_with_parent(reader: int) -> None:
    """Wait until nobody holds the other end any more: the program is gone."""
    os.read(reader, 1)
    os.killpg(0, signal.SIGKILL)


def _kill(process: ForkProcess) -> None:
    """End a process and those of its group; workers of gates end when it does."""
    if process.pid is not None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.join()
