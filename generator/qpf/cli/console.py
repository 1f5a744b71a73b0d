"""Where words go: results to standard output, what is for people to standard error."""

import json
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from qpf.diagnostics.report.letters import shown_json, shown_lines

__all__ = ["Console", "Unheard", "quiet_end"]

_CLEAR = "\r\x1b[2K"
_JSON = ("json", "sarif")


class Unheard(Exception):
    """A stream does not take what is written to it; the text says which, and why."""


class Console:
    """The two streams of a command; a machine format (`form`) silences what is said to people."""

    __slots__ = ("_is_dirty", "form")

    def __init__(self, form: str = "text") -> None:
        """Speak in a format of `qpf.diagnostics.report`."""
        self.form = form
        self._is_dirty = False
        for stream in (sys.stdout, sys.stderr):
            # A terminal that lacks a letter shows its number; it never stops a run.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")

    @property
    def is_text(self) -> bool:
        """Whether people read the answer."""
        return self.form == "text"

    def result(self, text: str) -> None:
        """Write a result, ended by a line break; letters that steer a terminal are shown."""
        self._clear()
        _write(sys.stdout, "standard output", self._shown(text))

    def paths(self, paths: Sequence[str]) -> None:
        """Write the paths of new files: one a line, or as a JSON list."""
        self.result("\n".join(paths) if self.is_text else json.dumps(list(paths), indent=2))

    def say(self, text: str) -> None:
        """Tell a person one or more lines; nothing in a machine format."""
        if self.is_text:
            self.error(text)

    def error(self, text: str) -> None:
        """Write to standard error, in any format."""
        self.painted(self._shown(text))

    def painted(self, text: str) -> None:
        """Write to standard error what has its colours, and nothing else that steers a terminal."""
        self._clear()
        if text:
            _write(sys.stderr, "standard error", text)

    def progress(self, stage: str) -> None:
        """Show what is going on, on a terminal only; the next output takes its place."""
        if self.is_text and _is_terminal(sys.stderr):
            sys.stderr.write(f"{_CLEAR}{stage} ...")
            sys.stderr.flush()
            self._is_dirty = True

    @property
    def has_colour(self) -> bool:
        """Whether standard error takes colours and nobody asked for none."""
        return _is_terminal(sys.stderr) and not os.environ.get("NO_COLOR")

    def _shown(self, text: str) -> str:
        return shown_json(text) if self.form in _JSON else shown_lines(text)

    def _clear(self) -> None:
        if self._is_dirty:
            self._is_dirty = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


def _write(stream: TextIO, name: str, text: str) -> None:
    try:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What could not be written would be tried again, and fail again, when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise Unheard(f"`{name}`: {error.strerror}") from error


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb" and "CI" not in os.environ


def quiet_end() -> int:
    """The reader of standard output has gone (`qpf rules | head`): write no more, and say no."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return 1
