"""The loop of a pulse: wait for the deadline, beat, measure, tell."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qpf_organism.pulse.meter import Meter
from qpf_organism.pulse.policy import PulsePolicy
from qpf_organism.pulse.priority import ORDINARY, Standing
from qpf_organism.pulse.schedule import BudgetSpent, Schedule

__all__ = ["Drive", "Heart", "Reported"]

Beat = Callable[[], Mapping[str, Any]]
Reported = Callable[[dict[str, Any], Mapping[str, Any]], None]


def _nothing() -> None:
    """Leave things as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """What a pulse drives: `beat` is called at each deadline, the others around the whole run.

    `compression` is asked after each beat, when given, instead of the policy's constant; `describe`
    adds to the answer that is reported now and then.
    """

    beat: Beat
    start: Callable[[], None] = _nothing
    stop: Callable[[], None] = _nothing
    compression: Callable[[], float] | None = None
    describe: Callable[[], Mapping[str, Any]] = dict


class Heart:
    """Beats in the thread that calls `run`, until `stop` is called from any other."""

    def __init__(
        self,
        drive: Drive,
        policy: PulsePolicy,
        *,
        report: Reported,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        earlier: int = 0,
    ) -> None:
        """Beat as `policy` says; `report` takes vitals and the last answer each `publish_s`."""
        self._drive = drive
        self.policy = policy
        self.compression = policy.compression
        self._report = report
        self._clock = clock
        self._sleep = sleep
        self._stopping = False
        self.meter = Meter(earlier)
        self.schedule = Schedule(policy, clock())
        self.standing = ORDINARY
        self._answer: Mapping[str, Any] = {}
        self._cycles = (self.compression, self.schedule.cycle_s)

    def stop(self) -> None:
        """End the run after the beat in progress."""
        self._stopping = True

    def run(self, standing: Standing = ORDINARY) -> None:
        """Beat until `stop`; raises BudgetSpent when the policy says that missing is failing.

        The last report always says `alive: false`.
        """
        self.standing = standing
        drive, clock = self._drive, self._clock
        drive.start()
        try:
            started = clock()
            self.schedule = Schedule(self.policy, started)
            self._tell(alive=True)
            tell_at = started + self.policy.publish_s
            while not self._stopping:
                ended = self._turn()
                if ended >= tell_at:
                    self._tell(alive=True)
                    tell_at = ended + self.policy.publish_s
        except BudgetSpent as error:
            self.meter.last_fault = str(error)
            raise
        finally:
            drive.stop()
            self._tell(alive=False)

    def vitals(self, *, alive: bool) -> dict[str, Any]:
        """Return the vitals of this moment; may be called from any thread."""
        return self.meter.vitals(self.schedule, self.standing, alive=alive)

    def _turn(self) -> float:
        """Wait for the deadline, beat, set the next deadline; return when the beat ended."""
        schedule, clock = self.schedule, self._clock
        deadline, began = schedule.deadline, clock()
        while began < deadline:
            self._sleep(deadline - began)
            began = clock()
        cycle_s = schedule.cycle_s
        try:
            self._answer = self._drive.beat()
            cycle_s = self._cycle()
        # a beat that fails is noted; the heart goes on
        except Exception as error:  # pylint: disable=broad-exception-caught
            self.meter.fault(error)
        ended = clock()
        self.meter.beaten(began - deadline, ended - began)
        schedule.advance(ended, cycle_s)
        return ended

    def _cycle(self) -> float:
        port = self._drive.compression
        compression = self.compression if port is None else port()
        if compression != self._cycles[0]:
            self._cycles = compression, self.policy.adaptive_cycle(compression)
        return self._cycles[1]

    def _tell(self, *, alive: bool) -> None:
        answer = {**self._answer, **self._drive.describe()}
        self._report(self.vitals(alive=alive), answer)
