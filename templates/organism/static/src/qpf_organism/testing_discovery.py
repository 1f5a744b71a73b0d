"""What emitted tests of discovery stand on: processes that end once they have done their work."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from qpf_core.testing_time import PATIENCE_S

LOOPBACK = "127.0.0.1"


def free_port(address: str = LOOPBACK) -> int:
    """Return a UDP port of an address that nobody uses now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def ended_after(path: Path, run: Callable[[], int]) -> int:
    """Run something in the main thread that a signal ends; send it once a file is there."""
    over = threading.Event()

    def watch() -> None:
        for _ in range(int(PATIENCE_S / 0.01)):
            if path.exists() or over.wait(0.01):
                break
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        return run()
    finally:
        over.set()
        watching.join()
