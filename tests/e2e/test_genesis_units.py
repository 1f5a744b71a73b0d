"""Every process with a systemd unit tells the service manager when it works, lives and leaves."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from genesis_process import environment, running

pytestmark = pytest.mark.e2e
UNITS = {
    "venom-api": ["serve", "--port", "0"],
    "venom-fractal": ["pulse"],
    "venom-mesh-discovery": ["mesh-discovery"],
    "venom-mesh-orchestrator": ["mesh-orchestrator"],
}
_PATIENCE_S = 60.0
_WATCHDOG_US = 2_000_000


class Manager:
    """The end of the line at which a service manager listens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(_PATIENCE_S)

    def hears(self, word: str) -> bool:
        """Listen until a word is said; the words that were said before it are kept."""
        until = time.monotonic() + _PATIENCE_S
        while word not in self._heard and time.monotonic() < until:
            self._heard += self._socket.recv(4096).decode().splitlines()
        return word in self._heard

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with closing(Manager(tmp_path / "notify")) as listening:
        yield listening


@pytest.mark.parametrize("unit", UNITS)
def test_the_manager_hears_of_a_life(unit: str, manager: Manager, tmp_path: Path) -> None:
    settings = {
        "rpc_port": 0,
        "orchestrator_port": 0,
        "discovery_interface": "127.0.0.1",
        "peers_file": tmp_path / "peers.json",
        "pulse_board": tmp_path / "pulse.board",
    }
    variables = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": str(_WATCHDOG_US)}
    with running(UNITS[unit], tmp_path / "own", settings, variables=variables) as process:
        assert manager.hears("READY=1")
        assert manager.hears("WATCHDOG=1")
        assert process.stop() == 0
        assert manager.hears("STOPPING=1")


def test_the_api_follows_the_pulse_of_the_other_unit(tmp_path: Path) -> None:
    settings = {
        "rpc_port": 0,
        "peers_file": tmp_path / "peers.json",
        "pulse_board": tmp_path / "pulse.board",
    }
    with (
        running(["pulse"], tmp_path / "heart", settings),
        running(["serve", "--port", "0"], tmp_path / "api", settings) as api,
    ):
        until = time.monotonic() + _PATIENCE_S
        seen: list[int] = []
        while len(set(seen)) < 3 and time.monotonic() < until:
            with urlopen(f"{api.url}/pulse/vitals", timeout=_PATIENCE_S) as answer:
                seen.append(json.load(answer)["total_beats"])
            time.sleep(0.05)
        assert len(set(seen)) >= 3
        assert seen == sorted(seen)
        assert psutil.Process(api.process.pid).children() == []


def test_units_share_one_board() -> None:
    source, *_ = environment({})["PYTHONPATH"].split(":")
    folder = Path(source).parent / "deploy" / "systemd"
    boards = {
        unit.stem: [line for line in unit.read_text().splitlines() if "_PULSE_BOARD=" in line]
        for unit in folder.glob("*.service")
    }
    assert boards["venom-fractal"] == boards["venom-api"]
    assert len(boards["venom-api"]) == 1


def test_units_run_these_commands() -> None:
    source, *_ = environment({})["PYTHONPATH"].split(":")
    folder = Path(source).parent / "deploy" / "systemd"
    started = {
        unit.stem: line.split(" -m lambda_genesis ")[1].split()[0]
        for unit in folder.glob("*.service")
        for line in unit.read_text().splitlines()
        if line.startswith("ExecStart=")
    }
    assert started == {name: words[0] for name, words in UNITS.items()}
