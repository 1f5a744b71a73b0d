"""A signal in any stage ends the run in order: exit code, message, and the tree it tells of."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, bytes_below, edit

from qpf.tools.fast_path import Seen, seen
from qpf.tools.interruptions import deferred

SCHEMA = "schemas/demo/greeter.yaml"
READING = ("load", "expand", "validate", "resolve")
STAGES = (*(f"understanding.{name}" for name in READING), "pipeline.plan", "pipeline.tidy")


def change(workspace: Path) -> None:
    """Something for the next run to publish."""
    edit(workspace / SCHEMA, "Write a greeting for a guest.", "Write a greeting for a friend.")


def raising(number: int, times: int = 1) -> Callable[..., None]:
    """A stage in which a signal comes, perhaps several times in a row."""

    def stage(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(number)
        finally:
            for _ in range(times - 1):
                signal.raise_signal(number)

    return stage


@pytest.mark.parametrize(
    ("number", "stage"),
    [
        *((signal.SIGINT, stage) for stage in STAGES),
        (signal.SIGINT, "pipeline.record"),
        (signal.SIGTERM, "pipeline.gate"),
        (signal.SIGTERM, "pipeline.publish"),
        (signal.SIGHUP, "pipeline.render"),
    ],
    ids=str,
)
def test_before_the_switch_the_old_tree_stays(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch, stage: str, number: signal.Signals
) -> None:
    before = bytes_below(extracted / "generated")
    change(extracted)
    monkeypatch.setattr(f"qpf.{stage}", raising(number, times=3))
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 128 + number
    assert answer.err.count("error QPF905") == 1
    assert "the published tree is the one before it" in answer.err
    assert "Traceback" not in answer.err
    assert bytes_below(extracted / "generated") == before
    assert (extracted / ".qpf/lock").read_bytes() == b""
    assert signal.getsignal(number) is not signal.SIG_IGN


def test_during_the_switch_a_signal_waits_and_the_new_tree_is_told(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qpf.tools import journal

    forward = journal._forward

    def interrupted(*words: Any) -> None:
        signal.raise_signal(signal.SIGTERM)
        forward(*words)

    change(extracted)
    monkeypatch.setattr(journal, "_forward", interrupted)
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 128 + signal.SIGTERM
    assert "the published tree is the new one" in answer.err
    monkeypatch.undo()
    monkeypatch.chdir(extracted)
    assert qpf("check").code == 0
    assert not (extracted / ".qpf/journal.json").exists()


def test_the_message_names_the_stage(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(extracted)
    monkeypatch.setattr("qpf.pipeline.render", raising(signal.SIGINT))
    assert "interrupted while rendering" in qpf("extract", "--gates", "none").err


@pytest.mark.parametrize("place", ["qpf.cli.quick.is_up_to_date", "qpf.cli.app.run"])
def test_outside_of_a_command_there_is_no_traceback_either(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(place, raising(signal.SIGTERM))
    answer = qpf("extract", "--gates", "none", "--force")
    assert (answer.code, answer.err) == (128 + signal.SIGTERM, "interrupted\n")


@pytest.mark.parametrize("fault", [MemoryError, SystemError])
@pytest.mark.parametrize("place", ["qpf.cli.quick.is_up_to_date", "qpf.cli.desk._report"])
def test_where_memory_ends_outside_of_a_session_there_is_no_traceback(
    qpf: Run,
    extracted: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    fault: type[Exception],
) -> None:
    def ended(*_: object) -> None:
        raise fault

    monkeypatch.setattr(place, ended)
    answer = qpf("extract", "--gates", "none", "--force")
    assert answer.code == 4
    assert answer.err.endswith("not enough memory; run it again with more\n")
    assert "Traceback" not in answer.err


def test_signals_wait_for_the_end_of_a_deferred_block() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), deferred():
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all of it")
    assert done == ["all of it"]


def test_an_ignored_signal_stays_ignored(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(extracted)
    heard = []

    def raised(*words: Any) -> Seen:
        signal.raise_signal(signal.SIGHUP)
        heard.append(words)
        return seen(*words)

    monkeypatch.setattr("qpf.pipeline.seen", raised)
    earlier = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert qpf("extract", "--gates", "none").code == 0
    finally:
        signal.signal(signal.SIGHUP, earlier)
    assert len(heard) == 1
