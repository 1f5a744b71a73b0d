"""Ports of the kit do what they say, and say when they do nothing."""

import gc
import resource
from pathlib import Path

import pytest

from qpf_organism.ports import (
    Caches,
    Collector,
    Defences,
    Levers,
    Requests,
    Shares,
    collect_garbage,
)


class _Knot:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_really_collected() -> None:
    gc.collect()
    gc.disable()
    try:
        _Knot()
        assert collect_garbage() > 0
    finally:
        gc.enable()


def test_a_collector_leaves_time_between_two_collections() -> None:
    now = 100.0
    seen: list[str] = []

    def note(phase: str, _: dict[str, int]) -> None:
        seen.append(phase)

    collector = Collector(every_s=1.0, monotonic=lambda: now)
    gc.disable()
    gc.callbacks.append(note)
    try:
        collector.collect()
        assert seen == ["start", "stop"]
        now = 100.9
        assert collector.collect() == 0
        assert len(seen) == 2
        now = 101.0
        collector.collect()
        assert len(seen) == 4
    finally:
        gc.callbacks.remove(note)
        gc.enable()


def test_every_known_cache_is_emptied() -> None:
    one, other, caches = {"a": 1}, {"b": 2}, Caches()
    assert caches.clear() == 0
    caches.register("one", one.clear)
    caches.register("other", other.clear)
    assert caches.clear() == 2
    assert one == other == {}
    caches.register("one", lambda: one.update(c=3))
    assert caches.clear() == 2
    assert one == {"c": 3}


def test_requests_wait_once_and_the_oldest_is_dropped() -> None:
    requests = Requests(limit=2)
    assert requests.ask("model")
    assert not requests.ask("model")
    assert requests.ask("cooling")
    assert requests.dropped == 0
    assert requests.ask("power")
    assert requests.dropped == 1
    assert requests.take() == ("cooling", "power")
    assert requests.take() == ()
    assert requests.ask("model")


def _cgroup(folder: Path, memory: str, cpu: str) -> Path:
    (folder / "memory.max").write_text(memory)
    (folder / "cpu.max").write_text(cpu)
    return folder


def test_limits_of_the_group_are_defences(tmp_path: Path) -> None:
    limited = Defences(cgroup=_cgroup(tmp_path, "536870912\n", "100000 100000\n"))
    assert limited.probe("memory_overflow") is True
    assert limited.probe("cpu_spike") is True


@pytest.mark.parametrize("written", [("max\n", "max 100000\n"), ("", ""), ("\xff", "\xff")])
def test_without_limits_of_the_group_those_of_the_process_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: tuple[str, str]
) -> None:
    limits = {resource.RLIMIT_AS: resource.RLIM_INFINITY, resource.RLIMIT_CPU: 60}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (limits[kind], 0))
    defences = Defences(cgroup=_cgroup(tmp_path, *written))
    assert defences.probe("memory_overflow") is False
    assert defences.probe("cpu_spike") is True
    limits[resource.RLIMIT_AS] = 2**32
    assert defences.probe("memory_overflow") is True


def test_a_group_that_cannot_be_read_limits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, 0))
    assert Defences(cgroup=tmp_path / "none").probe("memory_overflow") is False


def test_guards_of_the_host_defend_and_broken_ones_do_not() -> None:
    defences = Defences({"model_poisoning": lambda: True})
    assert defences.probe("model_poisoning") is True
    assert defences.probe("cache_corruption") is False
    defences.guard("cache_corruption", lambda: 1 / 0 > 0)
    assert defences.probe("cache_corruption") is False
    defences.guard("cache_corruption", lambda: True)
    assert defences.probe("cache_corruption") is True


def test_levers_move_and_missing_ones_are_counted() -> None:
    moved: list[str] = []
    levers = Levers()
    assert levers.pull("threads") is False
    assert levers.pull("threads") is False
    levers.offer("threads", lambda: moved.append("threads"))
    assert levers.pull("threads") is True
    assert moved == ["threads"]
    assert levers.unmoved == {"threads": 2}


def test_shares_hold_and_are_told() -> None:
    told: list[object] = []
    given = {"REGEN": 40}
    silent, loud = Shares(), Shares(told.append)
    assert silent.current == {}
    silent.set(given)
    loud.set(given)
    given["REGEN"] = 0
    assert silent.current == loud.current == {"REGEN": 40}
    assert told == [{"REGEN": 40}]
