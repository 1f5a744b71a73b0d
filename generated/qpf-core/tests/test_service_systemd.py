"""What the service manager hears."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from qpf_core.clock import ManualClock
from qpf_core.service.systemd import Notifier


class Manager:
    """A service manager that listens."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path.replace("@", "\0", 1))
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """Return everything that arrived since the last call."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@pytest.fixture(params=["file", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    path = str(tmp_path / "notify") if request.param == "file" else f"@qpf-notify-{os.getpid()}"
    listening = Manager(path)
    yield listening
    listening.close()


def test_life_of_a_process_is_told(manager: Manager) -> None:
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": manager.path})
    notifier.ready()
    notifier.status("serving\nREADY=0")
    notifier.watchdog()
    notifier.stopping()
    assert manager.heard() == ["READY=1", "STATUS=serving READY=0", "STOPPING=1"]


def test_watchdog_is_fed_twice_a_period(manager: Manager) -> None:
    clock = ManualClock()
    notifier = Notifier(manager.path, watchdog_s=10.0, monotonic=clock.monotonic)
    for _ in range(11):
        notifier.watchdog()
        clock.advance(1.0)
    assert manager.heard() == ["WATCHDOG=1"] * 3


@pytest.mark.parametrize(
    ("values", "fed"),
    [
        ({"WATCHDOG_USEC": "10000000"}, True),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, True),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, False),
        ({"WATCHDOG_USEC": "0"}, False),
        ({"WATCHDOG_USEC": "soon"}, False),
    ],
)
def test_watchdog_is_fed_when_asked_for(
    manager: Manager, values: dict[str, str], fed: bool
) -> None:
    Notifier.from_environment({"NOTIFY_SOCKET": manager.path, **values}).watchdog()
    assert bool(manager.heard()) is fed


@pytest.mark.parametrize("address", ["", "relative", "vsock:2:1"])
def test_without_a_manager_it_is_silent(address: str) -> None:
    Notifier.from_environment({"NOTIFY_SOCKET": address}).ready()
    Notifier(None).ready()


def test_manager_that_went_away_does_no_harm(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "gone")).ready()
