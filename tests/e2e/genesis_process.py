"""Processes of the emitted organism: `python -m lambda_genesis …`, by environment alone."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

__all__ = ["PREFIX", "ROOT", "GenesisProcess", "environment", "running"]

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "LAMBDA_GENESIS_"
_START_S = 60.0
_STOP_S = 30.0
_SILENT = ("pulse",)
"""Commands that say nothing on standard output while all is well."""


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """What a process finds: the published packages, and settings by their plain names."""
    emitted = Path(os.environ.get("QPF_E2E_GENERATED", ROOT / "generated"))
    sources = [emitted / name / "src" for name in ("lambda-genesis", "qpf-organism", "qpf-core")]
    own = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return {
        "PATH": os.defpath,
        "HOME": str(settings.get("data_dir", "/nonexistent")),
        "PYTHONPATH": os.pathsep.join(str(source) for source in sources),
        **own,
    }


class GenesisProcess:
    """One command that runs; `announced` is the line with which it said that it works, if any."""

    def __init__(self, process: subprocess.Popen[str], log: Path, *, announces: bool) -> None:
        """Wait until it works, if it says so."""
        self.process = process
        self._log = log
        self.announced: dict[str, Any] = json.loads(self._first_line()) if announces else {}

    def _first_line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], _START_S)
        line = self.process.stdout.readline() if ready else ""
        assert line, f"it did not start: {self.said()}"
        return line

    @property
    def url(self) -> str:
        """Where it listens."""
        return str(self.announced["url"])

    def said(self) -> str:
        """What it wrote to its log so far."""
        return self._log.read_text("utf-8")

    def stop(self) -> int:
        """Tell it to end and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_STOP_S)

    def kill(self) -> None:
        """End it and everything it started as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(_STOP_S)

    def left_behind(self) -> bool:
        """Whether any process of its group still lives."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def running(
    words: Sequence[str],
    folder: Path,
    settings: Mapping[str, object],
    inside: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> Iterator[GenesisProcess]:
    """Run a command in a folder, behind the words of `inside`; none of its processes stays.

    `variables` are added to its environment as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{words[0]}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*inside, sys.executable, "-m", "lambda_genesis", *words],
            cwd=folder,
            env={**environment({"data_dir": folder, **settings}), **(variables or {})},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        yield GenesisProcess(process, log, announces=words[0] not in _SILENT)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
