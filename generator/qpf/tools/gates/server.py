"""A worker process: loads what a kind of work needs once, then forks a child for every task.

It speaks lines of JSON: first the setting, then tasks on standard input; replies on standard
output. When its input ends, it ends, and everything it started ends with it.
"""

import gc
import json
import os
import selectors
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from qpf.tools.gates.endings import told

__all__ = ["KINDS", "main"]

KINDS = {
    "files": "qpf.tools.gates.work_files",
    "mypy": "qpf.tools.gates.work_mypy",
    "pylint": "qpf.tools.gates.work_pylint",
    "tests": "qpf.tools.gates.work_tests",
}
_BLOCK = 1 << 16
_TAIL = 2000

Work = Callable[[dict[str, Any]], Any]


class _Child:
    """A forked child at work on one task."""

    __slots__ = ("deadline", "number", "pid", "said", "stream")

    def __init__(self, number: int, pid: int, stream: int, deadline: float) -> None:
        self.number = number
        self.pid = pid
        self.stream = stream
        self.deadline = deadline
        self.said = b""


class _Server:
    def __init__(self, work: Work, replies: int) -> None:
        self._work = work
        self._replies = replies
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, _Child] = {}
        self._waiting = b""
        self._is_open = True

    def loop(self) -> None:
        """Serve until the input ends."""
        self._selector.register(0, selectors.EVENT_READ)
        while self._is_open:
            for key, _ in self._selector.select(self._patience()):
                if key.fd == 0:
                    self._receive()
                else:
                    self._collect(self._children[key.fd])
            self._stop_late()

    def _patience(self) -> float | None:
        ends = [child.deadline for child in self._children.values()]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _receive(self) -> None:
        block = os.read(0, _BLOCK)
        self._is_open = bool(block)
        *lines, self._waiting = (self._waiting + block).split(b"\n")
        for line in lines:
            self._start(json.loads(line))

    def _start(self, message: dict[str, Any]) -> None:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _answer(self._work, message["task"], writer)
        os.close(writer)
        deadline = time.monotonic() + message["limit_s"]
        self._children[reader] = _Child(message["number"], pid, reader, deadline)
        self._selector.register(reader, selectors.EVENT_READ)

    def _collect(self, child: _Child) -> None:
        block = os.read(child.stream, _BLOCK)
        child.said += block
        if not block:
            self._finish(child, "")

    def _stop_late(self) -> None:
        now = time.monotonic()
        for child in [c for c in self._children.values() if c.deadline <= now]:
            os.kill(child.pid, signal.SIGKILL)
            self._finish(child, "it did not end in time")

    def _finish(self, child: _Child, reason: str) -> None:
        self._selector.unregister(child.stream)
        os.close(child.stream)
        del self._children[child.stream]
        status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        if not reason and status != 0:
            reason = told(status)
        said = {"reason": reason} if reason else json.loads(child.said)
        line = json.dumps({"number": child.number, **said}).encode() + b"\n"
        _write(self._replies, line)


def _answer(work: Work, task: dict[str, Any], writer: int) -> None:
    """Do the work in a child, in an empty folder of its own, and never return."""
    status = 1
    try:
        with tempfile.TemporaryDirectory(prefix="qpf-gate-") as folder:
            os.chdir(folder)
            said = Path(folder) / ".said"
            _redirect(said)
            try:
                answer = {"result": work(task)}
            except BaseException as error:  # whatever ends the work is the answer
                tail = said.read_text("utf-8", "replace")[-_TAIL:]
                answer = {"reason": f"{type(error).__name__}: {error} {tail}".strip()}
            os.chdir("/")
        _write(writer, json.dumps(answer).encode())
        status = 0
    finally:
        os._exit(status)


def _redirect(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def main(kind: str) -> None:
    """Serve one kind of work on the standard streams, then end the whole process group."""
    replies = os.dup(1)
    os.dup2(2, 1)
    setting = b""
    while not setting.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return
        setting += byte
    work = import_module(KINDS[kind])
    work.prime(json.loads(setting))
    gc.collect()
    gc.freeze()
    try:
        _Server(work.run, replies).loop()
    finally:
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
