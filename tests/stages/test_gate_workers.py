"""Workers end with the run, however it ends, and a worker that is lost is a verdict."""

import ast
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from qpf.tools.gates import crew as crews
from qpf.tools.gates.crew import Crew, Task
from qpf.tools.scratch import Scratch

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
        files = {"tests": [str(self.test)], "data": f"{folder}/data", "is_measured": True}
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


@pytest.mark.parametrize(
    ("whose", "told"),
    [
        ("os.getpid()", "it was ended by SIGKILL"),
        ("os.getppid()", "the worker for tests ended: it"),
    ],
)
def test_a_worker_that_the_system_kills_is_a_verdict(
    line: Line, tmp_path: Path, whose: str, told: str
) -> None:
    line.test.write_text(f"import os\n\n\ndef test_dies() -> None:\n    os.kill({whose}, 9)\n")
    with Crew(1) as crew:
        (reply,) = crew.run([line.task()])
    assert reply.reason.startswith(told)
    assert reply.reason.endswith("which the system sends when memory runs out")


def test_the_last_words_of_a_lost_worker_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews.sys, "executable", "/bin/cat")
    with Crew(1) as crew:
        (reply,) = crew.run([Task(kind="mypy", payload={})])
    assert "ended with 1: " in reply.reason
    assert "cat" in reply.reason


def test_what_a_killed_run_left_is_removed_and_what_another_uses_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, others = tmp_path / "qpf-scratch-left", tmp_path / "qpf-scratch-open-to-all"
    left.mkdir(mode=0o700)
    (left / "file").write_text("text")
    others.mkdir(mode=0o755)
    (tmp_path / "qpf-scratch-link").symlink_to(tmp_path.parent)
    with Scratch() as mine:
        assert not left.exists()
        with Scratch():
            assert mine.folder.is_dir()
    assert not mine.folder.exists()
    assert others.is_dir()
    assert tmp_path.parent.is_dir()


def test_a_clock_that_goes_back_does_not_make_mypy_believe_its_cache(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    task = {"paths": [], "files": [str(file)], "cache": str(tmp_path / "cache/mypy")}
    (tmp_path / "cache").mkdir()
    said = []
    with Crew(1) as crew:
        for text in ("x: int = 11111\n", 'x: int = "aaa"\n'):
            file.write_text(text)
            os.utime(file, (1_700_000_000, 1_700_000_000))
            (reply,) = crew.run([Task(kind="mypy", payload=task)])
            assert reply.reason == ""
            said.append(len(reply.result))
            assert file.stat().st_mtime == 1_700_000_000
    assert said == [0, 1]


def test_mypy_judges_alone_when_its_own_processes_do_not_come(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text('x: int = "aaa"\n')
    task = {"paths": [], "files": [str(file)], "cache": str(tmp_path / "mypy")}
    # The processes of mypy are then one that ends at once; this one goes on as it is.
    lines = ("import sys", "from qpf.tools.gates import work_mypy", "sys.executable = '/bin/false'")
    script = "\n".join((*lines, f"print('said', work_mypy.run({task!r}))"))
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "No status file found" in ran.stdout
    errors = ast.literal_eval(ran.stdout.split("said ")[-1])
    assert [one[:2] for one in errors] == [[str(file), 1]]
    assert (tmp_path / "mypy.seal").is_file()


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
