"""All organs of an organism, run side by side or one after another."""

from collections.abc import Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar

from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import Unavailable
from qpf_organism.arbiter.worker import Worker
from qpf_organism.organ import Organ, Result

HealthT = TypeVar("HealthT")

GRACE_S = 1.0
"""Seconds that closing waits for a cycle that has not ended."""


class Crew(Generic[HealthT]):
    """Organs in the order of the genome; each has one thread for the life of the crew.

    A daemon thread that hangs in an organ outlives `close`, but never the process.
    """

    def __init__(self, organs: Sequence[Organ[HealthT]], clock: Clock | None = None) -> None:
        """Take the organs; no thread starts before the first parallel beat."""
        monotonic = (clock or SystemClock()).monotonic
        self._monotonic = monotonic
        self._workers = tuple((one.name, Worker(one, monotonic)) for one in organs)
        self._turn = Lock()
        self._is_closed = False
        if len({name for name, _ in self._workers}) < len(self._workers):
            raise ValueError("two organs have the same name")

    @property
    def organs(self) -> Mapping[str, Organ[HealthT]]:
        """The organs by name, in order."""
        return MappingProxyType({name: worker.organ for name, worker in self._workers})

    def beat(self, health: HealthT) -> dict[str, Result]:
        """Run all organs at once; each has its own deadline from the same start."""
        with self._turn:
            self._require_open()
            started = self._monotonic()
            given = [(name, worker, worker.give(health)) for name, worker in self._workers]
            return {name: worker.take(beat, started) for name, worker, beat in given}

    def beat_inline(self, health: HealthT) -> dict[str, Result]:
        """Run one organ after another in the caller's thread."""
        self._require_open()
        return {name: worker.run(health) for name, worker in self._workers}

    def close(self, grace_s: float = GRACE_S) -> tuple[str, ...]:
        """End all threads and return the names of organs whose cycle did not end in `grace_s`."""
        with self._turn:
            if not self._is_closed:
                self._is_closed = True
                for _, worker in self._workers:
                    worker.stop()
            until = self._monotonic() + grace_s
            left = [
                name
                for name, worker in self._workers
                if not worker.join(max(0.0, until - self._monotonic()))
            ]
            return tuple(left)

    def _require_open(self) -> None:
        if self._is_closed:
            raise Unavailable("the organism is closed")
