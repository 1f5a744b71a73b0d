"""A pulse in a thread of this process: for trials and for machines without processes to spare."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

from qpf_organism.pulse.beatlog import BeatLog, LogSettings
from qpf_organism.pulse.heart import Drive, Heart
from qpf_organism.pulse.meter import resting_vitals
from qpf_organism.pulse.policy import PulsePolicy
from qpf_organism.pulse.priority import prefer
from qpf_organism.pulse.schedule import BudgetSpent, Schedule

__all__ = ["PulseThread"]


class PulseThread:
    """Has the methods of `PulseProcess`, but every other thread of the process may delay it."""

    def __init__(
        self,
        factory: Callable[..., Drive],
        policy: PulsePolicy,
        *,
        arguments: Mapping[str, Any] | None = None,
        log: LogSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Beat what `factory` builds from `arguments`."""
        self._factory = factory
        self._arguments = arguments or {}
        self.policy = policy
        self._log_settings = log
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._heart: Heart | None = None
        self._last: dict[str, Any] | None = None
        self._answer: Mapping[str, Any] = {}
        self._total = 0
        self._log: BeatLog | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread, unless it runs."""
        with self._guard:
            if self.is_alive:
                return
            settings = self._log_settings
            self._log = BeatLog(settings, self._clock) if settings is not None else None
            self._heart = Heart(
                self._factory(**self._arguments),
                self.policy,
                report=self._take,
                clock=self._clock,
                sleep=self._sleep,
                earlier=self._total,
            )
            self._thread = threading.Thread(target=self._run, args=(self._heart,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Let the beat in progress end, and wait for the end of the thread."""
        with self._guard:
            if self._heart is not None:
                self._heart.stop()
            if self._thread is not None:
                self._thread.join()
            self._thread = self._heart = None

    def compress(self, compression: float) -> None:
        """Let the cycle follow another compression from the next beat on."""
        heart = self._heart
        if heart is not None:
            heart.compression = compression

    def vitals(self) -> dict[str, Any]:
        """Return the newest vitals; after the end the last ones, with `alive` false."""
        heart = self._heart
        if heart is not None and self.is_alive:
            return heart.vitals(alive=True)
        return resting_vitals(Schedule(self.policy, 0.0), self._last, self._total)

    def answer(self) -> Mapping[str, Any]:
        """Return what the newest reported beat answered; empty before the first."""
        return self._answer

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_details: object) -> None:
        """Stop."""
        self.stop()

    def _run(self, heart: Heart) -> None:
        # the reason stands in the vitals, where an owner looks for it
        with suppress(BudgetSpent):
            heart.run(prefer(self.policy.priority))
        if self._log is not None:
            self._log.close()

    def _take(self, vitals: dict[str, Any], answer: Mapping[str, Any]) -> None:
        self._last, self._answer = vitals, answer
        self._total = vitals["total_beats"]
        if self._log is not None:
            self._log.write(vitals, answer)
