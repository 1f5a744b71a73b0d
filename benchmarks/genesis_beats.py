"""What both pulses of `genesis_pulse.py` beat, and how their beats are recorded.

Run as a program it is the peer: `python genesis_beats.py FILE SECONDS` beats the same organs the
simple way, a thread pool for each beat and a sleep of what is left of the cycle.
"""

import json
import sys
import time
from array import array
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from lambda_genesis.arbiter.arbiter import build_arbiter
from lambda_genesis.arbiter.health import DEFAULT_HEALTH
from lambda_genesis.pulse.pulse import drive

from qpf_organism.pulse import Drive

__all__ = ["Recorder", "recorded"]

_CYCLE_S = 0.001
_MOST = 1_000_000


class Recorder:
    """Notes when each beat begins and what the process spent meanwhile."""

    def __init__(self, file: str) -> None:
        """Write to `file` at the end."""
        self.file = Path(file)
        self.times = array("d", bytes(8 * _MOST))
        self.count = 0
        self.cpu_s = 0.0

    def note(self) -> None:
        """Note the begin of a beat."""
        if not self.count:
            self.cpu_s = time.process_time()
        self.times[self.count] = time.monotonic()
        self.count += 1

    def write(self) -> None:
        """Write the begins of all beats, and processor seconds between the first and now."""
        spent = time.process_time() - self.cpu_s
        times = list(self.times[: self.count])
        self.file.write_text(json.dumps({"times": times, "cpu_s": spent}), "utf-8")


def recorded(file: str) -> Drive:
    """Return the emitted drive with a recorder before each beat."""
    recorder, inner = Recorder(file), drive()
    note, beat = recorder.note, inner.beat

    def noted() -> Mapping[str, Any]:
        note()
        return beat()

    def stop() -> None:
        recorder.write()
        inner.stop()

    return Drive(beat=noted, start=inner.start, stop=stop, describe=inner.describe)


def simple_loop(file: str, seconds: float) -> None:
    """Beat with a pool a beat and relative sleeps."""
    recorder, arbiter = Recorder(file), build_arbiter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.time()
        recorder.note()
        with ThreadPoolExecutor(max_workers=4) as pool:
            running = [pool.submit(one.cycle, DEFAULT_HEALTH) for one in arbiter.organs.values()]
            for done in as_completed(running):
                done.result(timeout=5.0)
        left = _CYCLE_S - (time.time() - began)
        if left > 0:
            time.sleep(left)
    recorder.write()
    arbiter.close()


if __name__ == "__main__":
    simple_loop(sys.argv[1], float(sys.argv[2]))
