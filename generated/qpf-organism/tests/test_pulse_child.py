"""The process that beats, run in this one, and the memory it shares."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulse_beats import ManualTime, quiet

from qpf_organism.pulse import Heart, LogSettings, MissBudget, MissPolicy, PulsePolicy, child
from qpf_organism.pulse.beatlog import BeatLog
from qpf_organism.pulse.board import BOARD_BYTES, Board
from qpf_organism.pulse.order import Order
from qpf_organism.pulse.priority import calm_collector, prefer
from qpf_organism.pulse.watch import PulseWatch


@pytest.fixture(name="board")
def own_board() -> Iterator[Board]:
    """A board of its own."""
    made = Board.create()
    yield made
    made.close()


@pytest.fixture(name="signals")
def kept_signals() -> Iterator[None]:
    """Puts the handlers of the test process back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run_child(board: Board, order: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Any]:
    """The code and the first word of a child whose parent says `order` and hangs up."""
    monkeypatch.setattr(child, "calm_collector", lambda: None)
    source, say = os.pipe()
    hear, target = os.pipe()
    os.write(say, order)
    os.close(say)
    code = child.main([str(os.dup(board.descriptor))], source=source, target=target)
    for thread in threading.enumerate():
        if thread.name == child.LISTENER:
            thread.join(10.0)
    os.close(target)
    word = json.loads(os.read(hear, 65_536))
    os.close(hear)
    os.close(source)
    return code, word


@pytest.mark.usefixtures("signals")
def test_it_says_ready_beats_and_ends_when_the_parent_hangs_up(
    board: Board, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = LogSettings(path=str(tmp_path / "deep" / "pulse.log"))
    order = Order(factory="pulse_beats:quiet", policy=PulsePolicy(priority=0), log=log)
    code, word = run_child(board, order.to_line(), monkeypatch)
    assert (code, word) == (child.DONE, {"ready": True})
    state = board.read()
    assert state is not None
    assert state["vitals"]["alive"] is False
    assert (tmp_path / "deep" / "pulse.log").exists()


@pytest.mark.usefixtures("signals")
def test_a_spent_budget_has_an_exit_code_of_its_own(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = PulsePolicy(
        cycle_s=1e-9, floor_s=1e-9, priority=0, on_miss=MissPolicy.FAIL, budget=MissBudget(0, 1)
    )
    monkeypatch.setattr(child, "listen", lambda heart, incoming: None)
    order = Order(factory="pulse_beats:quiet", policy=policy)
    assert run_child(board, order.to_line(), monkeypatch)[0] == child.SPENT


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (Order(factory="pulse_beats:broken", policy=PulsePolicy()).to_line(), "no organ"),
        (Order(factory="pulse_beats:unready", policy=PulsePolicy(priority=0)).to_line(), "asleep"),
        (Order(factory="pulse_beats:nobody", policy=PulsePolicy()).to_line(), "nobody"),
        (b"{}\n", "KeyError"),
        (b"", "StopIteration"),
    ],
)
def test_what_cannot_be_ordered_is_told(
    board: Board, monkeypatch: pytest.MonkeyPatch, order: bytes, reason: str
) -> None:
    code, word = run_child(board, order, monkeypatch)
    assert code == child.REFUSED
    assert reason in word["error"]


def test_it_listens_until_the_end_and_ignores_what_it_does_not_understand() -> None:
    heart = Heart(quiet(), PulsePolicy(), report=lambda vitals, answer: None)
    words = [b"nonsense", b"[]", b"{}", b'{"compression": 8}', b'{"compression": "x"}']
    child.listen(heart, iter(words))
    assert heart.compression == 8.0
    heart.run()
    assert heart.meter.beat_count == 0


def test_lines_are_whole_however_they_arrive() -> None:
    source, say = os.pipe()
    os.write(say, b"one\ntwo\nhalf")
    os.close(say)
    assert list(child.lines(source)) == [b"one", b"two"]
    os.close(source)


def test_a_board_holds_the_newest_state(board: Board) -> None:
    assert board.read() is None
    assert board.write({"beat": 1, "name": "Λ"})
    assert board.write({"beat": 2})
    assert board.read() == {"beat": 2}


@pytest.mark.parametrize("state", [{"a": object()}, {"a": float("nan")}, {"a": "x" * BOARD_BYTES}])
def test_what_a_board_cannot_hold_changes_nothing(board: Board, state: dict[str, Any]) -> None:
    board.write({"beat": 1})
    assert not board.write(state)
    assert board.read() == {"beat": 1}


def test_a_torn_state_is_not_read(board: Board) -> None:
    board.write({"beat": 1})
    os.pwrite(board.descriptor, b"}", 12)
    assert board.read() is None


def test_vitals_are_told_without_an_answer_that_has_no_plain_form(board: Board) -> None:
    child.Reporter(board, None, -1)({"alive": True}, {"what": object()})
    state = board.read()
    assert state is not None
    assert (state["vitals"], state["answer"]) == ({"alive": True}, {})


def test_at_most_a_line_a_second_in_files_that_rotate(tmp_path: Path) -> None:
    time = ManualTime()
    settings = LogSettings(path=str(tmp_path / "pulse.log"), max_bytes=200, files=2)
    log = BeatLog(settings, time.clock)
    written = 0
    for _ in range(100):
        written += log.write({"beat_count": 1, "b": 2.0}, {"integrated_score": 1.0, "organs": {}})
        time.pass_by(0.25)
    log.close()
    assert written == 25
    assert {path.name for path in tmp_path.iterdir()} == {
        "pulse.log",
        "pulse.log.1",
        "pulse.log.2",
    }
    line = json.loads((tmp_path / "pulse.log").read_text("utf-8").splitlines()[0])
    assert line == {"b": 2.0, "beat_count": 1, "integrated_score": 1.0}


def test_a_pulse_elsewhere_is_followed_through_its_file(tmp_path: Path) -> None:
    path, time = tmp_path / "run" / "pulse.board", ManualTime()
    watch = PulseWatch(path, PulsePolicy(), clock=time.clock)
    watch.compress(2.0)
    assert not watch.is_alive
    assert watch.answer() == {}
    board = Board.at(path, fresh=True)
    board.write({"at": 99.0, "vitals": {"alive": True, "total_beats": 5}, "answer": {"a": 1}})
    assert watch.is_alive
    assert watch.vitals()["total_beats"] == 5
    assert watch.answer() == {"a": 1}
    time.pass_by(1.5)
    assert watch.vitals()["alive"] is False
    assert watch.vitals()["total_beats"] == 5
    watch.stop()
    watch.stop()
    board.close()


def test_a_board_that_cannot_be_opened_is_no_pulse(tmp_path: Path) -> None:
    assert not PulseWatch(tmp_path, PulsePolicy()).is_alive


def test_being_preferred_is_asked_for_not_demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def granted(_process: int, _kind: int, parameter: os.sched_param) -> None:
        asked.append(parameter.sched_priority)
        if len(asked) > 1:
            raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", granted)
    assert (prefer(50).mode, asked) == ("realtime", [50])
    assert prefer(60).mode == "ordinary"
    assert prefer(0).mode == "ordinary"
    assert asked == [50, 60]


def test_a_calm_collector_looks_at_nothing_old(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[str] = []
    monkeypatch.setattr("gc.freeze", lambda: frozen.append("frozen"))
    monkeypatch.setattr("sys.setswitchinterval", lambda seconds: frozen.append(f"{seconds}"))
    calm_collector()
    assert frozen == ["0.0001", "frozen"]
