"""A pulse in a process and in a thread: it starts, tells, ends, and leaves nothing behind."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import psutil
import pytest
from pulse_beats import broken, counting, quiet

from qpf_core.testing_time import PATIENCE_S
from qpf_organism.pulse import (
    Drive,
    LogSettings,
    MissBudget,
    MissPolicy,
    PulsePolicy,
    PulseProcess,
    PulseRefused,
    PulseThread,
)
from qpf_organism.pulse.order import Order, name_of

ORDINARY = PulsePolicy(priority=0, publish_s=0.001)


def wait_until(holds: Callable[[], bool]) -> None:
    """Give other processes time, as much as they need within reason."""
    tick = threading.Event()
    for _ in range(int(PATIENCE_S / 0.005)):
        if holds():
            return
        tick.wait(0.005)
    raise AssertionError("it never came true")


def test_it_beats_in_a_process_of_its_own() -> None:
    pulse = PulseProcess(quiet, ORDINARY, arguments={"word": "steady"})
    assert pulse.vitals()["beat_count"] == 0
    assert pulse.answer() == {}
    assert pulse.process_id is None
    with pulse:
        assert pulse.is_alive
        assert pulse.process_id not in (None, os.getpid())
        wait_until(lambda: pulse.vitals()["beat_count"] > 20)
        assert pulse.vitals()["alive"] is True
        assert pulse.answer() == {"word": "steady", "told": True}
    vitals = pulse.vitals()
    assert not pulse.is_alive
    assert vitals["alive"] is False
    assert vitals["beat_count"] > 20


def test_starting_and_stopping_twice_is_the_same_as_once() -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    pulse.stop()
    pulse.start()
    first = pulse.process_id
    pulse.start()
    assert pulse.process_id == first
    pulse.stop()
    pulse.stop()
    assert first is not None
    assert not psutil.pid_exists(first)


def test_beats_add_up_over_runs() -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    with pulse:
        wait_until(lambda: pulse.vitals()["beat_count"] > 0)
    total = pulse.vitals()["total_beats"]
    with pulse:
        wait_until(lambda: pulse.vitals()["total_beats"] > total)
        assert pulse.vitals()["beat_count"] < pulse.vitals()["total_beats"]


def test_nothing_is_left_after_a_hundred_starts_of_a_thread_and_some_of_a_process() -> None:
    gc.collect()
    me = psutil.Process()
    before = (me.num_fds(), threading.active_count(), len(me.children(recursive=True)))
    in_thread = PulseThread(quiet, ORDINARY)
    for _ in range(100):
        with in_thread:
            assert in_thread.is_alive
    pulse = PulseProcess(quiet, ORDINARY)
    for _ in range(4):
        with pulse:
            assert pulse.is_alive
    gc.collect()
    assert (me.num_fds(), threading.active_count(), len(me.children(recursive=True))) == before


def test_it_follows_another_compression() -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    pulse.compress(2.0)
    with pulse:
        pulse.compress(1024.0)
        wait_until(lambda: pulse.vitals()["cycle_time_ms"] == 0.5)


def test_a_drive_that_cannot_be_built_is_refused_with_its_reason() -> None:
    pulse = PulseProcess(broken, ORDINARY)
    with pytest.raises(PulseRefused, match="no organ at all"):
        pulse.start()
    assert not pulse.is_alive
    pulse.stop()


def test_only_a_factory_that_others_can_import_is_taken() -> None:
    assert name_of(quiet) == "pulse_beats:quiet"
    with pytest.raises(ValueError, match="top of a module"):
        PulseProcess(lambda: Drive(beat=dict), ORDINARY)


def test_a_killed_process_is_seen_as_dead_and_can_start_again() -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    pulse.start()
    assert pulse.process_id is not None
    os.kill(pulse.process_id, signal.SIGKILL)
    wait_until(lambda: not pulse.is_alive)
    assert pulse.vitals()["alive"] is False
    with pulse:
        assert pulse.vitals()["alive"] is True


def test_it_ends_gracefully_at_sigterm() -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    pulse.start()
    assert pulse.process_id is not None
    os.kill(pulse.process_id, signal.SIGTERM)
    wait_until(lambda: not pulse.is_alive)
    assert pulse.vitals()["fault"] == ""
    pulse.stop()


def test_a_spent_budget_ends_the_process_and_is_told() -> None:
    policy = PulsePolicy(
        cycle_s=1e-6,
        floor_s=1e-7,
        priority=0,
        on_miss=MissPolicy.FAIL,
        budget=MissBudget(0, 10),
    )
    pulse = PulseProcess(quiet, policy)
    pulse.start()
    wait_until(lambda: not pulse.is_alive)
    assert "0 allowed" in pulse.vitals()["fault"]
    pulse.stop()


_PARENT = """
import sys
from pulse_beats import quiet
from qpf_organism.pulse import PulsePolicy, PulseProcess
pulse = PulseProcess(quiet, PulsePolicy(priority=0))
pulse.start()
print(pulse.process_id, flush=True)
sys.stdin.read()
"""


def test_it_ends_when_its_parent_is_killed() -> None:
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", _PARENT]
    with subprocess.Popen(words, stdin=PIPE, stdout=PIPE, env=paths) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=PATIENCE_S)
    assert not alive or alive[0].status() == psutil.STATUS_ZOMBIE


def test_an_order_survives_its_line() -> None:
    order = Order(
        factory="a:b",
        policy=PulsePolicy(on_miss=MissPolicy.FAIL, budget=MissBudget(3, 30)),
        arguments={"x": [1]},
        log=LogSettings(path="pulse.log"),
        earlier=7,
    )
    assert Order.from_line(order.to_line()) == order
    bare = Order(factory="a:b", policy=PulsePolicy())
    assert Order.from_line(bare.to_line()) == bare


def test_a_thread_beats_tells_and_logs(tmp_path: Path) -> None:
    enough = threading.Event()
    pulse = PulseThread(
        counting,
        ORDINARY,
        arguments={"enough": enough, "beats": 20},
        log=LogSettings(path=str(tmp_path / "pulse.log")),
    )
    assert pulse.answer() == {}
    pulse.compress(3.0)
    with pulse:
        pulse.start()
        pulse.compress(1024.0)
        assert enough.wait(PATIENCE_S)
        assert pulse.vitals()["alive"] is True
    assert pulse.vitals()["alive"] is False
    assert pulse.vitals()["beat_count"] >= 20
    assert pulse.vitals()["cycle_time_ms"] == 0.5
    assert pulse.answer()["made"] >= 20
    assert (tmp_path / "pulse.log").read_text("utf-8").count("\n") >= 1
    pulse.stop()


def test_a_thread_that_missed_too_much_tells_why() -> None:
    policy = PulsePolicy(
        cycle_s=1e-6, floor_s=1e-7, priority=0, on_miss=MissPolicy.FAIL, budget=MissBudget(0, 10)
    )
    pulse = PulseThread(quiet, policy)
    pulse.start()
    wait_until(lambda: not pulse.is_alive)
    assert "0 allowed" in pulse.vitals()["fault"]
    pulse.stop()
