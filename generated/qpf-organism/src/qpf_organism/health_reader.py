"""Reads how the machine is: processor, memory, temperature, battery, at a slow rate of its own."""

import math
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

import psutil

__all__ = ["HealthPolicy", "HealthReader", "MachineProbe", "Reading"]

T = TypeVar("T")
Reading = dict[str, float | int | bool]
_JOIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPolicy:
    """How often to read (seconds), where heat begins and ends to harm (degrees Celsius).

    `assumed` holds the value of each thing that the machine has no sensor for.
    """

    every_s: float = 1.0
    cool_c: float = 50.0
    critical_c: float = 95.0
    assumed: Mapping[str, float | int | bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a rate or a range without a meaning with a ValueError."""
        if self.every_s <= 0 or self.cool_c >= self.critical_c:
            raise ValueError("expected every_s above 0 and cool_c below critical_c")


class MachineProbe:
    """What psutil tells of this machine; None where it has no sensor."""

    def __init__(self) -> None:
        """Begin to measure the load."""
        psutil.cpu_percent(interval=None)

    def load(self) -> float | None:
        """Return the share of processor time in use since the last call, 0 to 1."""
        return psutil.cpu_percent(interval=None) / 100.0

    def free_memory(self) -> float | None:
        """Return the share of memory that programs can still have, 0 to 1."""
        memory = psutil.virtual_memory()
        return memory.available / memory.total if memory.total else None

    def temperature(self) -> float | None:
        """Return the highest temperature of any sensor in degrees Celsius."""
        read = getattr(psutil, "sensors_temperatures", dict)
        values = [one.current for sensors in read().values() for one in sensors]
        return max((float(value) for value in values if value is not None), default=None)

    def battery(self) -> float | None:
        """Return the charge of the battery in per cent."""
        found = getattr(psutil, "sensors_battery", lambda: None)()
        return float(found.percent) if found is not None else None

    def cores(self) -> int | None:
        """Return how many processors this process may use."""
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return psutil.cpu_count()


class HealthReader(Generic[T]):
    """Keeps the newest reading at hand, so that a beat never waits for a sensor.

    A reading has theta (the mean of the healths read), cpu_health, memory_health, thermal_health,
    battery_level and cpu_cores, all within their ranges; then what `extra` adds.
    """

    def __init__(
        self,
        policy: HealthPolicy,
        make: Callable[[Reading], T],
        *,
        probe: MachineProbe | None = None,
        extra: Callable[[], Mapping[str, float | int | bool]] | None = None,
    ) -> None:
        """Read through `probe`, by default of this machine; `make` gives a reading its type."""
        self.policy = policy
        self._probe = probe or MachineProbe()
        self._extra = extra
        self._make = make
        self._latest = make(dict(policy.assumed))
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.faults = 0

    def latest(self) -> T:
        """Return the newest reading; it is replaced as a whole, never changed."""
        return self._latest

    def refresh(self) -> T:
        """Read every sensor now; one that fails counts as absent and in `faults`."""
        self._latest = self._make(self._read())
        return self._latest

    def start(self) -> None:
        """Read once, then again every `every_s` in a thread, unless that runs already."""
        if self._thread is not None:
            return
        self.refresh()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stopping,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it; idempotent."""
        thread, self._thread = self._thread, None
        self._stopping.set()
        if thread is not None:
            thread.join(_JOIN_S)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_details: object) -> None:
        """Stop."""
        self.stop()

    def _run(self, stopping: threading.Event) -> None:
        while not stopping.wait(self.policy.every_s):
            self._ask(self.refresh)

    def _read(self) -> Reading:
        policy, probe = self.policy, self._probe
        load, free = self._ask(probe.load), self._ask(probe.free_memory)
        heat, charge = self._ask(probe.temperature), self._ask(probe.battery)
        span_c = policy.critical_c - policy.cool_c
        healths = {
            "cpu_health": None if load is None else 1.0 - load,
            "memory_health": free,
            "thermal_health": None if heat is None else (policy.critical_c - heat) / span_c,
        }
        shares = {name: _share(value) for name, value in healths.items() if value is not None}
        reading: Reading = {**policy.assumed, **shares}
        if shares:
            reading["theta"] = sum(shares.values()) / len(shares)
        if charge is not None:
            reading["battery_level"] = 100.0 * _share(charge / 100.0)
        cores = self._ask(probe.cores)
        if cores:
            reading["cpu_cores"] = int(cores)
        reading.update(self._ask(self._extra) or {} if self._extra is not None else {})
        return reading

    def _ask(self, read: Callable[[], Any]) -> Any:
        """Return what a sensor says, or None: drivers raise many things, none ends the reader."""
        with suppress(Exception):
            return read()
        self.faults += 1
        return None


def _share(value: float) -> float:
    """Return a value within 0 and 1; what is no number counts as 1, the health of the unknown."""
    return 1.0 if math.isnan(value) else min(1.0, max(0.0, value))
