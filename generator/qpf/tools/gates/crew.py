"""Starts the workers, hands out tasks, at most `jobs` at once, and leaves no process behind."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import qpf
from qpf.tools.gates.endings import told
from qpf.tools.scratch import Scratch

__all__ = ["Crew", "Reply", "Task", "begin", "send"]

_DROPPED = ("PYTHON", "PYTEST_", "COVERAGE_", "COV_", "MYPY", "PYLINT", "HYPOTHESIS_", "BLACK_")
_PATIENCE_S = 5.0
_LONGEST = 300
_FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work for a kind of worker; `limit_s` is the longest it may take, in seconds."""

    kind: str
    payload: Mapping[str, Any]
    limit_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a task, or the `reason` why there is none."""

    result: Any = None
    reason: str = ""


class Crew:
    """A context: leaving it, on whatever way, kills every process it started."""

    def __init__(self, jobs: int, settings: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """`jobs` 0 means all cores; `settings` is what each kind of worker loads beforehand."""
        self._jobs = jobs or os.cpu_count() or 1
        self._settings = dict(settings or {})
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._scratch = Scratch()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers.values():
            _end(server)
        self._servers.clear()
        self._scratch.clear()

    @property
    def folder(self) -> Path:
        """Where workers keep what nobody needs afterwards; it goes with the crew."""
        return self._scratch.folder

    def prepare(self, kind: str, setting: Mapping[str, Any]) -> None:
        """What workers of a kind load before their first task."""
        self._settings[kind] = setting

    def run(self, tasks: Sequence[Task]) -> tuple[Reply, ...]:
        """Do all tasks; the replies stand in the order of the tasks."""
        return _Round(tasks, self._jobs, self._server, self.folder).replies()

    def _server(self, kind: str) -> subprocess.Popen[bytes]:
        if kind not in self._servers:
            server = self._servers[kind] = begin(kind, self.folder)
            send(server, self._settings.get(kind, {}))
        return self._servers[kind]


class _Round:
    """One batch of tasks on its way."""

    def __init__(
        self,
        tasks: Sequence[Task],
        jobs: int,
        server: Callable[[str], subprocess.Popen[bytes]],
        folder: Path,
    ) -> None:
        self._waiting = deque(enumerate(tasks))
        self._count = len(tasks)
        self._jobs = jobs
        self._server = server
        self._folder = folder
        self._done: dict[int, Reply] = {}
        self._flights: dict[int, str] = {}
        self._selector = selectors.DefaultSelector()
        self._partial: dict[str, bytes] = {}

    def replies(self) -> tuple[Reply, ...]:
        """Hand out and collect until everything is done."""
        with self._selector:
            while len(self._done) < self._count:
                while self._waiting and len(self._flights) < self._jobs:
                    self._launch(*self._waiting.popleft())
                for key, _ in self._selector.select():
                    self._collect(key.data, key.fd)
        return tuple(self._done[number] for number in range(self._count))

    def _launch(self, number: int, task: Task) -> None:
        server = self._server(task.kind)
        if task.kind not in self._partial:
            self._partial[task.kind] = b""
            if server.stdout is not None:
                self._selector.register(server.stdout, selectors.EVENT_READ, task.kind)
        self._flights[number] = task.kind
        message = {"number": number, "limit_s": task.limit_s, "task": task.payload}
        if not send(server, message):
            self._lost(task.kind)

    def _collect(self, kind: str, stream: int) -> None:
        block = os.read(stream, 1 << 16)
        if not block:
            self._selector.unregister(stream)
            self._lost(kind)
            return
        *lines, self._partial[kind] = (self._partial[kind] + block).split(b"\n")
        for line in lines:
            said = json.loads(line)
            self._flights.pop(said["number"], None)
            self._done[said["number"]] = Reply(said.get("result"), said.get("reason", ""))

    def _lost(self, kind: str) -> None:
        """A worker that ended takes its tasks with it, and those that wait for it."""
        reply = Reply(reason=_end_of(kind, self._server(kind), self._folder))
        for number in [number for number, other in self._flights.items() if other == kind]:
            del self._flights[number]
            self._done[number] = reply
        for number, task in [item for item in self._waiting if item[1].kind == kind]:
            self._waiting.remove((number, task))
            self._done[number] = reply


def begin(kind: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a worker of a kind, whose temporary files are all below a folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(_DROPPED)}
    own = str(Path(qpf.__file__).parent.parent)
    # The worker stands in a session of its own: Ctrl-C reaches the factory, which ends the worker.
    with _said(kind, folder).open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "qpf.tools.gates.server", kind],
            cwd="/",
            env={**clean, **_FIXED, "PYTHONPATH": own, "TMPDIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
            bufsize=0,
        )


def send(server: subprocess.Popen[bytes], message: Mapping[str, Any]) -> bool:
    """Give a worker a line; False when it has ended."""
    if server.stdin is None:
        return False
    data = memoryview(json.dumps(message).encode() + b"\n")
    try:
        while data:
            data = data[server.stdin.write(data) :]
    except BrokenPipeError:
        return False
    return True


def _said(kind: str, folder: Path) -> Path:
    """The file of a worker's last words."""
    return folder / f"{kind}.said"


def _end_of(kind: str, server: subprocess.Popen[bytes], folder: Path) -> str:
    """How a worker ended that should not have, with the last line it said."""
    try:
        status = told(server.wait(_PATIENCE_S))
    except subprocess.TimeoutExpired:
        status = "it closed its output"
    said = _said(kind, folder)
    lines = said.read_text("utf-8", "replace").splitlines() if said.exists() else []
    last = f": {lines[-1][:_LONGEST]}" if lines else ""
    return f"the worker for {kind} ended: {status}{last}"


def _end(server: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        server.kill()
    server.wait()
    for stream in (server.stdin, server.stdout):
        if stream is not None:
            stream.close()
