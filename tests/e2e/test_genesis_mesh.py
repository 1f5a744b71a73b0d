"""Two organisms on two hosts find each other, share work, and notice when one dies."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Tell
from genesis_network import Host, namespaces_permitted, two_hosts
from genesis_process import GenesisProcess, running

pytestmark = pytest.mark.e2e
PERMITTED = namespaces_permitted()
REST, RPC, TASKS = 8000, 8443, 8001
ANNOUNCE_S, DROP_S = 3.0, 10.0
WRAPPED = {"TΛ": 13.829339897862136}
TASK = {"func": "TimeWrap", "args": {"k": 100.0, "p": 10.0, "u": 1e6}, "deadline_ms": 5000}


@dataclass(slots=True)
class Node:
    """An organism on a host, its discovery, and the file of its peers."""

    name: str
    host: Host
    peers_file: Path
    processes: dict[str, GenesisProcess]

    def peers(self) -> dict[str, Any]:
        """What its file says."""
        text = self.peers_file.read_text() if self.peers_file.exists() else "{}"
        found: dict[str, Any] = json.loads(text)
        return found

    def kill(self) -> None:
        """End everything of it as a power cut would."""
        for process in self.processes.values():
            process.kill()


def until(holds: Callable[[], bool], limit_s: float) -> float:
    """Wait until something holds; the seconds it took. Fails after `limit_s`."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < limit_s, "it did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - began


def _settings(name: str, host: Host, folder: Path) -> dict[str, object]:
    return {
        "host": host.address,
        "port": REST,
        "rpc_host": host.address,
        "rpc_port": RPC,
        "orchestrator_port": TASKS,
        "discovery_id": name,
        "discovery_interface": host.address,
        "discovery_key": "only these two",
        "peers_file": folder / "peers.json",
        # the pulse of another unit that never beats: two hearts would need two free cores
        "pulse_board": folder / "pulse.board",
    }


def _born(stack: ExitStack, name: str, host: Host, folder: Path, words: list[str]) -> Node:
    settings = _settings(name, host, folder)
    processes = {
        word: stack.enter_context(running([word], folder, settings, host.inside)) for word in words
    }
    return Node(name, host, folder / "peers.json", processes)


@dataclass(slots=True)
class Network:
    """Two nodes; the first one also gives tasks."""

    first: Node
    second: Node

    @property
    def tasks(self) -> str:
        """Where tasks are taken."""
        return f"http://{self.first.host.address}:{TASKS}/tasks"

    def give(self) -> dict[str, Any]:
        """Give a task and return what became of it."""
        status, answer = self.first.host.fetch(self.tasks, TASK)
        assert (status, answer.get("result")) == (200, WRAPPED), answer
        done: dict[str, Any] = answer
        return done

    def states(self) -> dict[str, Any]:
        """How the one who gives tasks sees the peers."""
        status, answer = self.first.host.fetch(f"{self.tasks}/peers")
        assert status == 200
        found: dict[str, Any] = answer
        return found


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    with ExitStack() as stack:
        near, far = stack.enter_context(two_hosts())
        every = ["serve", "mesh-discovery"]
        first = _born(stack, "a", near, tmp_path / "a", [*every, "mesh-orchestrator"])
        second = _born(stack, "b", far, tmp_path / "b", every)
        yield Network(first, second)


@pytest.mark.parametrize("_permitted", [True] * PERMITTED)
def test_two_organisms_share_work_until_one_dies(
    network: Network, tell: Tell, _permitted: bool
) -> None:
    first, second = network.first, network.second
    met = until(lambda: {*first.peers()} == {*second.peers()} == {"a", "b"}, 15.0)
    assert first.peers()["b"]["addr"] == second.host.address
    assert first.peers()["a"]["is_local"] and not first.peers()["b"]["is_local"]
    until(lambda: [s["healthy"] for s in network.states().values()] == [True, True], 15.0)

    for _ in range(4):
        loads = {name: state["load"] for name, state in network.states().items()}
        assert loads[network.give()["peer"]] == min(loads.values())
    assert all(state["load"] > 0 for state in network.states().values())

    second.kill()
    assert {network.give()["peer"] for _ in range(3)} == {"a"}
    gone = until(lambda: "b" not in first.peers(), DROP_S + ANNOUNCE_S)
    until(lambda: set(network.states()) == {"a"}, 5.0)
    tell(f"mesh: two organisms met after {met:.1f} s, a killed one was dropped after {gone:.1f} s")


@pytest.mark.parametrize("_permitted", [True] * PERMITTED)
def test_an_organism_that_leaves_is_forgotten_at_once(network: Network, _permitted: bool) -> None:
    until(lambda: "b" in network.first.peers(), 15.0)
    assert network.second.processes["mesh-discovery"].stop() == 0
    assert until(lambda: "b" not in network.first.peers(), ANNOUNCE_S) < ANNOUNCE_S


def test_it_is_said_where_the_network_cannot_be_made(tell: Tell) -> None:
    said = "made here" if PERMITTED else "NOT made: that needs root, `ip` and network namespaces"
    tell(f"mesh: two hosts on one cable were {said}")
    assert isinstance(PERMITTED, bool)
