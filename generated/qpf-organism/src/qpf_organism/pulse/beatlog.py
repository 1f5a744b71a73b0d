"""The log of a pulse: a JSON line now and then, in files that rotate."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from logging import INFO, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

__all__ = ["BeatLog", "LogSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Where lines go and how many: at most one each `every_s`, `files` of `max_bytes` beside it."""

    path: str
    every_s: float = 1.0
    max_bytes: int = 1_000_000
    files: int = 3


class BeatLog:
    """Writes a line when the last one is old enough."""

    def __init__(self, settings: LogSettings, clock: Callable[[], float]) -> None:
        """Open the file at the first line; `clock` is monotonic, in seconds."""
        self._settings = settings
        self._clock = clock
        self._due = clock()
        path = Path(settings.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = RotatingFileHandler(
            path, maxBytes=settings.max_bytes, backupCount=settings.files, encoding="utf-8"
        )

    def write(self, vitals: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
        """Write one line of vitals and score, unless it is too early; True when written."""
        now = self._clock()
        if now < self._due:
            return False
        self._due = now + self._settings.every_s
        line = {**vitals, **{key: answer[key] for key in _TOLD if key in answer}}
        text = json.dumps(line, sort_keys=True, default=str)
        self._file.emit(LogRecord("pulse", INFO, "", 0, "%s", (text,), None))
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()


_TOLD = ("integrated_score", "timestamp")
