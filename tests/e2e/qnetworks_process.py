"""The emitted network stack as processes: its service, its workers, by environment alone."""

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = Path(os.environ.get("QPF_E2E_GENERATED", ROOT / "generated"))
SOURCES = tuple(GENERATED / name / "src" for name in ("veze-qnetworks", "qpf-fabric", "qpf-core"))
_STOP_S = 20.0


class NetworkProcess:
    """One process of the stack; `url` is where it listens, if it does."""

    def __init__(
        self, settings: Mapping[str, str], *words: str, script: Sequence[str] = ()
    ) -> None:
        """Run `python -m veze_qnetworks` with `words`, or a script that does the like.

        `settings` are without their prefix.
        """
        program = script or ("-m", "veze_qnetworks", *words)
        self._process = subprocess.Popen(
            [sys.executable, *program],
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C is for whoever runs it, who ends it in order
        )
        self._lines: deque[str] = deque(maxlen=400)
        self.url = self._announced() if words[0] == "serve" else ""
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    @property
    def log(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self._lines)

    @property
    def code(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        return self._process.wait(_STOP_S)

    def stop(self) -> int:
        """Ask it to end, insist after a while; return its exit code."""
        if self.code is None:
            self._process.terminate()
        try:
            code = self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait(_STOP_S)
        self._reader.join(_STOP_S)
        return code

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self.stop()

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
def running(
    settings: Mapping[str, str], *words: str, script: Sequence[str] = ()
) -> Iterator[NetworkProcess]:
    """Run one process for one block."""
    process = NetworkProcess(settings, *words, script=script)
    try:
        yield process
    finally:
        process.stop()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables of a process: its settings, where its code is, and nothing of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {f"VEZE_QNETWORKS_{name}": value for name, value in settings.items()}
    return {**kept, **own, "PYTHONPATH": os.pathsep.join(map(str, SOURCES))}
