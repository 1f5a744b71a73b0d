"""Puts the thread that beats before others, as far as the machine permits."""

import gc
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ORDINARY", "Standing", "calm_collector", "prefer"]

_SLACK = Path("/proc/thread-self/timerslack_ns")
_SWITCH_S = 0.0001


@dataclass(frozen=True, slots=True)
class Standing:
    """How the machine treats a pulse: `realtime` (SCHED_FIFO with a priority) or `ordinary`."""

    mode: str = "ordinary"
    priority: int = 0


ORDINARY = Standing()


def prefer(priority: int) -> Standing:
    """Ask for SCHED_FIFO and exact timers for the calling thread; return what was granted.

    Nothing raises: without the right (CAP_SYS_NICE or an rtprio limit) it stays ordinary.
    """
    # a sleeping thread may otherwise be woken 50 microseconds late to save power
    with suppress(OSError):
        _SLACK.write_text("1", "ascii")
    if priority <= 0 or not hasattr(os, "sched_setscheduler"):
        return ORDINARY
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(priority))
    except OSError:
        return ORDINARY
    return Standing("realtime", priority)


def calm_collector() -> None:
    """Take what lives now out of garbage collection, and let other threads hold on only briefly.

    For a process that does nothing but beat.
    """
    sys.setswitchinterval(_SWITCH_S)
    gc.collect()
    gc.freeze()
