"""The emitted service as a process of its own: `python -m l9 serve`, by environment alone."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "generated/l9-agents/src", ROOT / "generated/qpf-core/src")
_STOP_S = 20.0


class L9Process:
    """One serving process; `url` is where it listens."""

    def __init__(self, settings: Mapping[str, str], port: int = 0, agent: str = "") -> None:
        """Start it with `settings` (names without the prefix L9_) and wait until it listens.

        It serves all agents, or only `agent`.
        """
        chosen = ["--agent", agent] if agent else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "l9", "serve", "--port", str(port), *chosen],
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: deque[str] = deque(maxlen=400)
        self.url = self._announced()
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    @property
    def log(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self._lines)

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            code = self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait(_STOP_S)
        self._reader.join(_STOP_S)
        return code

    def _announced(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.append(line.rstrip())
            if '"listening"' in line:
                return str(json.loads(line)["url"])
        self._process.wait(_STOP_S)
        raise RuntimeError(f"the service did not start:\n{self.log}")

    def _drain(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.append(line.rstrip())


@contextmanager
def serving(settings: Mapping[str, str]) -> Iterator[L9Process]:
    """Run the service for one block."""
    process = L9Process(settings)
    try:
        yield process
    finally:
        process.stop()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which the emitted packages are found and nothing else is set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("L9_")}
    given = {f"L9_{name}": value for name, value in settings.items()}
    return kept | given | {"PYTHONPATH": os.pathsep.join(map(str, SOURCES))}


def migrate(settings: Mapping[str, str]) -> None:
    """Make the tables of a database that is not SQLite."""
    subprocess.run(
        [sys.executable, "-m", "l9", "migrate"],
        env=environment(settings),
        check=True,
        capture_output=True,
    )
