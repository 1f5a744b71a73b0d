"""A pulse as a service of its own: beat until told to end, and tell the service manager."""

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

from qpf_core.service.systemd import Notifier
from qpf_organism.pulse.part import Pulse
from qpf_organism.pulse.process import PulseRefused

__all__ = ["beat_on_command", "beat_until_told"]

DONE, REFUSED = 0, 1
_LOOK_S = 1.0


def beat_on_command(pulse: Pulse, word: str, arguments: Sequence[str]) -> int:
    """Run the command `word`: beat until SIGTERM or SIGINT; return the exit code.

    With `--seconds` it ends by itself; with `--vitals` it prints the last vitals as JSON.
    """
    parser = argparse.ArgumentParser(prog=word, description="Beat until SIGTERM or SIGINT.")
    parser.add_argument("--seconds", type=float, help="end after this time")
    parser.add_argument("--vitals", action="store_true", help="print the vitals at the end")
    chosen = parser.parse_args(arguments)
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    code = beat_until_told(pulse, told.wait, Notifier.from_environment(), seconds=chosen.seconds)
    if chosen.vitals:
        sys.stdout.write(json.dumps(pulse.vitals(), sort_keys=True) + "\n")
    return code


def beat_until_told(
    pulse: Pulse,
    wait: Callable[[float], bool],
    notifier: Notifier,
    *,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Start `pulse` and stop it once `wait` says so or it died; return the exit code.

    The watchdog hears of it only while beats are counted: a pulse that hangs is restarted.
    """
    try:
        pulse.start()
    except PulseRefused as error:
        sys.stderr.write(f"the pulse cannot begin: {error}\n")
        return REFUSED
    notifier.ready()
    end_at = clock() + seconds if seconds is not None else float("inf")
    beats = -1
    while pulse.is_alive and clock() < end_at and not wait(min(_LOOK_S, end_at - clock())):
        counted = int(pulse.vitals()["beat_count"])
        if counted != beats:
            notifier.watchdog()
        beats = counted
    is_well = pulse.is_alive
    notifier.stopping()
    pulse.stop()
    if not is_well:
        sys.stderr.write(f"the pulse ended: {pulse.vitals()['fault'] or 'for no reason told'}\n")
    return DONE if is_well else REFUSED
