"""Reading how the machine is, with sensors, without, and with sensors that fail."""

import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from qpf_organism.health_reader import HealthPolicy, HealthReader, MachineProbe

ASSUMED: Mapping[str, float] = {"theta": 0.5, "thermal_health": 1.0, "battery_level": 100.0}


class Prepared(MachineProbe):
    """Says what a test prepared; an exception is raised."""

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values
        self.asked = threading.Event()

    def _say(self, name: str) -> Any:
        value = self.values.get(name)
        if isinstance(value, Exception):
            raise value
        return value

    def load(self) -> float | None:
        self.asked.set()
        return cast(float | None, self._say("load"))

    def free_memory(self) -> float | None:
        return cast(float | None, self._say("memory"))

    def temperature(self) -> float | None:
        return cast(float | None, self._say("heat"))

    def battery(self) -> float | None:
        return cast(float | None, self._say("battery"))

    def cores(self) -> int | None:
        return cast(int | None, self._say("cores"))


def read(**values: Any) -> dict[str, Any]:
    policy = HealthPolicy(cool_c=45.0, critical_c=95.0, assumed=ASSUMED)
    return HealthReader(policy, dict, probe=Prepared(**values)).refresh()


def test_a_machine_with_every_sensor() -> None:
    assert read(load=0.25, memory=0.5, heat=70.0, battery=42, cores=8) == {
        "theta": pytest.approx((0.75 + 0.5 + 0.5) / 3),
        "cpu_health": 0.75,
        "memory_health": 0.5,
        "thermal_health": 0.5,
        "battery_level": 42.0,
        "cpu_cores": 8,
    }


def test_a_machine_without_sensors_gives_what_is_assumed() -> None:
    assert read() == ASSUMED


def test_only_what_was_read_counts_for_theta() -> None:
    reading = read(load=1.0, memory=0.5)
    assert reading["theta"] == 0.25
    assert reading["thermal_health"] == 1.0


@pytest.mark.parametrize(("heat", "health"), [(20, 1.0), (45, 1.0), (95, 0.0), (140, 0.0)])
def test_heat_harms_between_its_limits(heat: float, health: float) -> None:
    assert read(heat=heat)["thermal_health"] == health


@pytest.mark.parametrize(
    ("sensor", "value", "key", "expected"),
    [
        ("load", 1.4, "cpu_health", 0.0),
        ("memory", -0.5, "memory_health", 0.0),
        ("memory", float("nan"), "memory_health", 1.0),
        ("battery", 250, "battery_level", 100.0),
    ],
)
def test_what_a_driver_gets_wrong_stays_in_range(
    sensor: str, value: float, key: str, expected: float
) -> None:
    assert read(**{sensor: value})[key] == expected


def test_a_sensor_that_fails_counts_as_absent() -> None:
    policy = HealthPolicy(assumed=ASSUMED)
    reader = HealthReader(policy, dict, probe=Prepared(load=OSError("gone"), memory=0.5))
    assert reader.refresh() == {**ASSUMED, "memory_health": 0.5, "theta": 0.5}
    assert reader.faults == 1


def test_more_can_be_added_and_given_a_type() -> None:
    policy = HealthPolicy(assumed=ASSUMED)
    reader = HealthReader(policy, sorted, probe=Prepared(), extra=lambda: {"cache_size": 7})
    assert reader.latest() == sorted(ASSUMED)
    assert reader.refresh() == sorted([*ASSUMED, "cache_size"])


def test_it_reads_again_at_its_own_rate_until_it_is_stopped() -> None:
    probe = Prepared(load=0.5)
    reader = HealthReader(HealthPolicy(every_s=0.001), dict, probe=probe)
    before = threading.active_count()
    with reader:
        reader.start()
        assert reader.latest()["cpu_health"] == 0.5
        probe.asked.clear()
        assert probe.asked.wait(10.0)
    reader.stop()
    assert threading.active_count() == before


def test_a_reading_that_cannot_be_made_keeps_the_last_one() -> None:
    made: list[dict[str, Any]] = []
    again = threading.Event()

    def make(reading: dict[str, Any]) -> dict[str, Any]:
        if len(made) == 2:
            again.set()
            raise ValueError("not healthy")
        made.append(reading)
        return reading

    reader = HealthReader(HealthPolicy(every_s=0.001), make, probe=Prepared(load=0.5))
    with reader:
        assert again.wait(10.0)
        assert reader.latest() is made[-1]


@pytest.mark.parametrize("change", [{"every_s": 0.0}, {"cool_c": 95.0}])
def test_a_policy_without_a_meaning_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        HealthPolicy(**change)


def test_this_machine_can_be_read() -> None:
    reading = HealthReader(HealthPolicy(), dict).refresh()
    assert 0.0 <= reading["theta"] <= 1.0
    assert 0.0 <= reading["cpu_health"] <= 1.0
    assert 0.0 < reading["memory_health"] <= 1.0
    assert reading["cpu_cores"] >= 1


def test_psutil_is_asked_for_heat_and_charge(monkeypatch: pytest.MonkeyPatch) -> None:
    heat = {"cpu": [SimpleNamespace(current=50.0), SimpleNamespace(current=None)], "disk": []}
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: heat, raising=False)
    monkeypatch.setattr(
        psutil, "sensors_battery", lambda: SimpleNamespace(percent=33), raising=False
    )
    probe = MachineProbe()
    assert (probe.temperature(), probe.battery()) == (50.0, 33.0)
    monkeypatch.delattr(psutil, "sensors_temperatures", raising=False)
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert (probe.temperature(), probe.battery()) == (None, None)


def test_cores_are_counted_where_affinity_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    assert MachineProbe().cores() == psutil.cpu_count()
