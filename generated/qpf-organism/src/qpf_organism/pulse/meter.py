"""What is known of a pulse while it beats: the numbers that its vitals are made of."""

from collections.abc import Mapping
from typing import Any

from qpf_organism.histogram import Histogram
from qpf_organism.pulse.priority import Standing
from qpf_organism.pulse.schedule import Schedule

__all__ = ["Meter", "resting_vitals"]

_MS = 1000.0


class Meter:
    """Counts the beats of one run; `earlier` are the beats of the runs before it."""

    __slots__ = (
        "_sum_s",
        "beat_count",
        "earlier",
        "failed",
        "last_fault",
        "lateness",
        "maximum_s",
        "minimum_s",
    )

    def __init__(self, earlier: int = 0) -> None:
        """Start at the first beat."""
        self.earlier = earlier
        self.beat_count = self.failed = 0
        self.last_fault = ""
        self.lateness = Histogram()
        self.minimum_s = self.maximum_s = self._sum_s = 0.0

    def beaten(self, late_s: float, took_s: float) -> None:
        """Count a beat that began `late_s` after its deadline and took `took_s`."""
        self.lateness.add(late_s)
        self._sum_s += took_s
        self.maximum_s = max(self.maximum_s, took_s)
        if took_s < self.minimum_s or not self.beat_count:
            self.minimum_s = took_s
        self.beat_count += 1

    def fault(self, error: Exception) -> None:
        """Note that a beat raised."""
        self.failed += 1
        self.last_fault = f"{type(error).__name__}: {error}"[:200]

    def vitals(self, schedule: Schedule, standing: Standing, *, alive: bool) -> dict[str, Any]:
        """Return everything as plain data; every number is finite."""
        late = self.lateness
        return {
            "alive": alive,
            "beat_count": self.beat_count,
            "total_beats": self.earlier + self.beat_count,
            "cycle_time_ms": schedule.cycle_s * _MS,
            "avg_beat_time_ms": self._sum_s / max(1, self.beat_count) * _MS,
            "min_beat_time_ms": self.minimum_s * _MS,
            "max_beat_time_ms": self.maximum_s * _MS,
            "lateness_p50_ms": late.quantile(0.5) * _MS,
            "lateness_p99_ms": late.quantile(0.99) * _MS,
            "lateness_max_ms": late.maximum * _MS,
            "lateness_histogram": late.octaves(),
            "missed": schedule.missed,
            "caught_up": schedule.caught_up,
            "over_budget": schedule.over_budget,
            "failed": self.failed,
            "on_miss": schedule.policy.on_miss.value,
            "mode": standing.mode,
            "priority": standing.priority,
            "fault": self.last_fault,
        }


def resting_vitals(
    schedule: Schedule, last: Mapping[str, Any] | None, total: int
) -> dict[str, Any]:
    """Return the vitals of a pulse that does not beat: the last ones, or zeros."""
    fresh = Meter(total).vitals(schedule, Standing("stopped", 0), alive=False)
    return {**fresh, **(last or {}), "alive": False, "total_beats": total}
