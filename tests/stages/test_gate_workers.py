"""Workers end with the run, however it ends, and a worker that is lost is a verdict."""

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from qpf.tools.gates import crew as crews
from qpf.tools.gates.crew import Crew, Task

ENDLESS = """
import os
import signal


def test_waits() -> None:
    handle = os.open({fifo!r}, os.O_WRONLY)
    os.write(handle, b"started")
    signal.pause()
"""


class Line:
    """A pipe that a test inside a worker holds open as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "line"
        os.mkfifo(self.path)
        self.handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self.test = folder / "test_endless.py"
        self.test.write_text(ENDLESS.format(fifo=str(self.path)))

    def has(self, patience_s: float) -> bool:
        """Whether something can be read: text, or the end."""
        return bool(select.select([self.handle], [], [], patience_s)[0])

    def read(self) -> bytes:
        """What the worker wrote; nothing when no process holds the other end any more."""
        assert self.has(20)
        return os.read(self.handle, 100)

    def task(self, limit_s: float = 60) -> Task:
        """Run the endless test."""
        folder = str(self.test.parent)
        payload = {"paths": [], "root": folder, "source": folder, "config": "/dev/null"}
        files = {"tests": [str(self.test)], "data": f"{folder}/data"}
        return Task(kind="tests", payload={**payload, **files}, limit_s=limit_s)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    yield made
    os.close(made.handle)


def test_ctrl_c_ends_every_worker(line: Line) -> None:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if line.has(0) and os.read(line.handle, 100):
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    earlier = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt), Crew(2) as crew:
            crew.run([line.task()])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
    assert line.read() == b""


def test_workers_end_when_the_factory_is_gone(line: Line, tmp_path: Path) -> None:
    server: Any = crews.begin("tests", tmp_path)
    crews.send(server, {})
    crews.send(server, {"number": 0, "limit_s": 60, "task": line.task().payload})
    assert line.read() == b"started"
    server.stdin.close()
    assert line.read() == b""
    server.stdout.close()
    assert server.wait() == -signal.SIGKILL


def test_a_task_that_takes_too_long_is_ended(line: Line) -> None:
    with Crew(1) as crew:
        (reply,) = crew.run([line.task(limit_s=1.5)])
    assert reply.reason == "it did not end in time"


def test_a_failing_task_gives_its_reason_and_the_next_one_works(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    setting = {"root": str(tmp_path), "line_length": 100, "first_party": []}
    bad = Task(kind="files", payload={**setting, "files": [["absent.md", True]]})
    good = Task(kind="files", payload={**setting, "files": [["a.txt", True]]})
    with Crew(1) as crew:
        replies = crew.run([bad, good])
    assert replies[0].reason.startswith("FileNotFoundError")
    assert replies[1].result is not None


def test_a_lost_worker_takes_its_tasks_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews.sys, "executable", "/bin/false")
    with Crew(1) as crew:
        replies = crew.run([Task(kind="mypy", payload={}), Task(kind="mypy", payload={})])
    assert {reply.reason for reply in replies} == {"the worker for mypy ended: it ended with 1"}
