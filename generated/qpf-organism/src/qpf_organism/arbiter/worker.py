"""One organ and its one thread: a late beat is given up, never waited for, never doubled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Thread, current_thread
from typing import Generic, TypeVar

from qpf_organism.organ import Organ, Result, failure

HealthT = TypeVar("HealthT")


@dataclass(slots=True)
class Beat(Generic[HealthT]):
    """One cycle handed to a worker: the health, and the result once it is there."""

    health: HealthT
    result: Result = field(default_factory=dict)
    ended: float = 0.0
    done: Event = field(default_factory=Event)


class Worker(Generic[HealthT]):
    """Runs an organ in a daemon thread of its own, which starts with the first beat.

    An organ that still works on an earlier beat gets no new one, so that threads never add up.
    """

    def __init__(self, organ: Organ[HealthT], monotonic: Callable[[], float]) -> None:
        """`monotonic` gives seconds that never run backwards."""
        self.organ = organ
        self._monotonic = monotonic
        self._inbox: SimpleQueue[Beat[HealthT] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._last: Beat[HealthT] | None = None
        self._is_late = False

    @property
    def is_stuck(self) -> bool:
        """Whether a beat was given up and its cycle has not ended yet."""
        return self._is_late and self._last is not None and not self._last.done.is_set()

    def run(self, health: HealthT) -> Result:
        """Run a cycle in the caller's thread; one that took too long counts as failed."""
        organ = self.organ
        if self.is_stuck:
            return failure(organ.name, "is still busy with an earlier beat")
        started = self._monotonic()
        result = _cycled(organ, health)
        if self._monotonic() - started > organ.deadline_s:
            return self._late()
        return result

    def give(self, health: HealthT) -> Beat[HealthT] | None:
        """Hand a beat to the thread; None while the organ is stuck in an earlier one."""
        if self.is_stuck:
            return None
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._work, name=f"organ-{self.organ.name}", daemon=True)
            self._thread.start()
        self._is_late = False
        self._last = Beat(health)
        self._inbox.put(self._last)
        return self._last

    def take(self, beat: Beat[HealthT] | None, started: float) -> Result:
        """The result of a beat that was given at `started`, waiting up to the deadline."""
        if beat is None:
            return failure(self.organ.name, "is still busy with an earlier beat")
        deadline_s = self.organ.deadline_s
        if not beat.done.wait(max(0.0, deadline_s - (self._monotonic() - started))):
            self._is_late = True
            return self._late()
        return beat.result if beat.ended - started <= deadline_s else self._late()

    def stop(self) -> None:
        """Ask the thread to end after its beat."""
        if self._thread is not None:
            self._inbox.put(None)

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the thread; False when it did not come in time."""
        if self._thread is None or self._thread is current_thread():
            return True
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            return False
        self._thread = None
        return True

    def _work(self) -> None:
        while (beat := self._inbox.get()) is not None:
            try:
                beat.result = _cycled(self.organ, beat.health)
            except BaseException as fault:  # pylint: disable=broad-exception-caught  # it may exit
                beat.result = _raised(self.organ, fault)
            beat.ended = self._monotonic()
            beat.done.set()

    def _late(self) -> Result:
        return failure(self.organ.name, f"took longer than {self.organ.deadline_s:g} s")


def _cycled(organ: Organ[HealthT], health: HealthT) -> Result:
    try:  # an organ may fail in any way
        result = organ.cycle(health)
    except Exception as fault:  # pylint: disable=broad-exception-caught
        return _raised(organ, fault)
    if isinstance(result, dict):
        return result
    return failure(organ.name, "gave no result")


def _raised(organ: Organ[HealthT], fault: BaseException) -> Result:
    return failure(organ.name, f"{type(fault).__name__}: {fault}")
