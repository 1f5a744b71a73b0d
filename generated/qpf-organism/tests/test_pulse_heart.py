"""The loop of a pulse under a clock that stands still unless it is told to move."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pulse_beats import ManualTime

from qpf_organism.pulse import BudgetSpent, Drive, Heart, MissBudget, MissPolicy, PulsePolicy
from qpf_organism.pulse.priority import Standing

Told = list[tuple[dict[str, Any], Mapping[str, Any]]]


def beating(
    time: ManualTime,
    act: Callable[[int, Heart], Mapping[str, Any]],
    policy: PulsePolicy | None = None,
    **drive: Any,
) -> tuple[Heart, Told]:
    """A heart whose beat calls `act` with its number."""
    told: Told = []
    made: list[int] = []

    def beat() -> Mapping[str, Any]:
        made.append(1)
        return act(len(made), heart)

    heart = Heart(
        Drive(beat=beat, **drive),
        policy or PulsePolicy(),
        report=lambda vitals, answer: told.append((vitals, answer)),
        clock=time.clock,
        sleep=time.sleep,
    )
    return heart, told


def until(number: int, took_s: float = 0.0, time: ManualTime | None = None) -> Any:
    """An act that takes `took_s` and stops at a number."""

    def act(count: int, heart: Heart) -> Mapping[str, Any]:
        if time is not None:
            time.pass_by(took_s)
        if count == number:
            heart.stop()
        return {"count": count}

    return act


def test_a_thousand_beats_take_a_second_whatever_a_beat_takes() -> None:
    time = ManualTime()
    heart, told = beating(time, until(1000, 0.0003, time))
    heart.run()
    assert time.now == pytest.approx(101.0003, abs=1e-9)
    vitals, answer = told[-1]
    assert answer == {"count": 1000}
    assert vitals["beat_count"] == vitals["total_beats"] == 1000
    assert vitals["missed"] == vitals["failed"] == 0
    assert vitals["avg_beat_time_ms"] == pytest.approx(0.3)
    assert vitals["min_beat_time_ms"] == pytest.approx(0.3)
    assert vitals["max_beat_time_ms"] == pytest.approx(0.3)
    assert vitals["lateness_max_ms"] == pytest.approx(0.0, abs=1e-6)
    assert sum(vitals["lateness_histogram"]) == 1000


def test_it_tells_at_the_start_now_and_then_and_at_the_end() -> None:
    time = ManualTime()
    heart, told = beating(time, until(1000), PulsePolicy(publish_s=0.25))
    heart.run()
    assert [vitals["alive"] for vitals, _ in told] == [True] * (len(told) - 1) + [False]
    assert [vitals["beat_count"] for vitals, _ in told][:3] == [0, 250, 500]
    assert told[0][1] == {}


def test_every_number_is_finite_before_the_first_beat_and_after() -> None:
    time = ManualTime()
    heart, told = beating(time, until(3))
    heart.run(Standing("realtime", 50))
    for vitals, _ in told:
        numbers = [value for value in vitals.values() if isinstance(value, int | float)]
        assert all(math.isfinite(number) for number in numbers)
        assert vitals["mode"] == "realtime"
        assert vitals["priority"] == 50


def test_a_beat_that_raises_is_noted_and_the_next_one_comes() -> None:
    time = ManualTime()

    def act(count: int, heart: Heart) -> Mapping[str, Any]:
        if count == 4:
            heart.stop()
        if count % 2:
            raise OSError("no blood")
        return {"count": count}

    heart, told = beating(time, act)
    heart.run()
    assert told[-1][0]["failed"] == 2
    assert told[-1][0]["fault"] == "OSError: no blood"
    assert told[-1][1] == {"count": 4}


def test_the_drive_is_started_and_stopped_around_the_beats() -> None:
    time = ManualTime()
    seen: list[str] = []
    heart, told = beating(
        time,
        until(1),
        start=lambda: seen.append("start"),
        stop=lambda: seen.append("stop"),
        describe=lambda: {"seen": len(seen)},
    )
    heart.run()
    assert seen == ["start", "stop"]
    assert told[-1][1] == {"count": 1, "seen": 2}


def test_the_compression_port_sets_the_cycle_of_the_next_beat() -> None:
    time = ManualTime()
    values = iter([1.0, 1024.0, 1e-20, math.nan])
    heart, _ = beating(time, until(4), compression=lambda: next(values))
    ends: list[float] = []
    heart.run()
    ends = [*time.slept]
    assert ends == pytest.approx([0.001, 0.001, 0.0005, 0.01])
    assert heart.schedule.cycle_s == 0.001


def test_the_compression_may_be_set_from_outside() -> None:
    time = ManualTime()

    def act(count: int, heart: Heart) -> Mapping[str, Any]:
        heart.compression = 1024.0
        if count == 3:
            heart.stop()
        return {}

    heart, told = beating(time, act)
    heart.run()
    assert time.slept == pytest.approx([0.001, 0.0005, 0.0005])
    assert told[-1][0]["cycle_time_ms"] == 0.5


def test_a_port_that_raises_keeps_the_cycle() -> None:
    def port() -> float:
        raise OSError("no engine")

    time = ManualTime()
    heart, told = beating(time, until(2), compression=port)
    heart.run()
    assert time.slept == pytest.approx([0.001, 0.001])
    assert told[-1][0]["failed"] == 2


def test_a_long_beat_is_missed_and_the_rest_stays_in_step() -> None:
    time = ManualTime()

    def act(count: int, heart: Heart) -> Mapping[str, Any]:
        if count == 2:
            time.pass_by(0.0055)
        if count == 3:
            heart.stop()
        return {}

    heart, told = beating(time, act)
    heart.run()
    assert told[-1][0]["missed"] == 4
    assert time.now == pytest.approx(100.0075)
    assert told[-1][0]["lateness_max_ms"] == pytest.approx(0.5)


def test_fail_ends_the_run_with_its_reason() -> None:
    time = ManualTime()
    policy = PulsePolicy(on_miss=MissPolicy.FAIL, budget=MissBudget(1, 100))
    heart, told = beating(time, until(1000, 0.0035, time), policy)
    with pytest.raises(BudgetSpent):
        heart.run()
    assert told[-1][0]["alive"] is False
    assert "allowed" in told[-1][0]["fault"]
    assert told[-1][0]["on_miss"] == "fail"
