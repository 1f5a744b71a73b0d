"""An emitted service as a process: started, called, told to stop."""

import json
import os
import select
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Answer", "Service", "started"]

_START_S = 60.0
_STOP_S = 30.0
_CALL_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body of a response."""

    status: int
    body: Any


class Service:
    """A running service, in a process group of its own."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        """Wait for the line that says where it listens."""
        self._process = process
        self._log = log
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], _START_S)
        line = process.stdout.readline() if ready else ""
        assert line, f"it did not start: {self.said()}"
        self.announced: dict[str, Any] = json.loads(line)

    def said(self) -> str:
        """Everything it wrote to its log so far."""
        return self._log.read_text("utf-8")

    def call(
        self, verb: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request; a body travels as JSON."""
        connection = HTTPConnection(urlsplit(self.announced["url"]).netloc, timeout=_CALL_S)
        data = None if body is None else json.dumps(body)
        typed = {} if data is None else {"Content-Type": "application/json"}
        try:
            connection.request(verb, path, data, {**typed, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, json.loads(response.read()))
        finally:
            connection.close()

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(_STOP_S)

    def left_behind(self) -> bool:
        """Whether any process of its group still lives."""
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def started(words: Sequence[str | Path], cwd: Path, variables: dict[str, str]) -> Iterator[Service]:
    """Start a service in a folder; whatever happens, none of its processes stays."""
    log = cwd / "service.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        yield Service(process, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
