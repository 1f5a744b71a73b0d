"""Drives for tests of the pulse; at the top of a module, so that another process finds them."""

import threading
from collections.abc import Mapping
from typing import Any

from qpf_organism.pulse import Drive

__all__ = ["ManualTime", "broken", "counting", "quiet", "unready"]


class ManualTime:
    """A monotonic clock and its sleeper: time passes only in `sleep` and by `pass_by`."""

    def __init__(self, start: float = 100.0) -> None:
        self.now = start
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def quiet(word: str = "calm") -> Drive:
    """Answer always the same."""
    return Drive(beat=lambda: {"word": word}, describe=lambda: {"told": True})


def broken() -> Drive:
    """Cannot be built."""
    raise LookupError("no organ at all")


def unready() -> Drive:
    """Can be built, but not started."""

    def start() -> None:
        raise LookupError("still asleep")

    return Drive(beat=dict, start=start)


def counting(enough: threading.Event, beats: int) -> Drive:
    """Set `enough` once `beats` beats were made."""
    made: list[int] = []

    def beat() -> Mapping[str, Any]:
        made.append(1)
        if len(made) >= beats:
            enough.set()
        return {"made": len(made)}

    return Drive(beat=beat)
