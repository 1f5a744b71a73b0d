"""The organism with its hundred nanobots on this machine: it starts, shows its vitals, stops."""

import json
import socket
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from genesis_process import GenesisProcess, running
from websockets.sync.client import ClientConnection, connect

_LOOKS = 5


def main() -> int:
    """Live for a few seconds and tell about it; the exit code of the organism."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "rpc_port": _free_port(),
            "discovery_embedded": True,
            "discovery_interface": "127.0.0.1",
            "discovery_id": "demo",
            "peers_file": Path(folder) / "peers.json",
        }
        began = time.monotonic()
        with running(["serve", "--port", "0"], Path(folder), settings) as organism:
            _say(f"alive after {time.monotonic() - began:.1f} s at {organism.url}")
            _say(f"gRPC on port {settings['rpc_port']}, page at {organism.url}/")
            with connect(f"{organism.url.replace('http', 'ws', 1)}/ws/vitals") as live:
                for _ in range(_LOOKS):
                    time.sleep(1.0)
                    _say(_beat(_newest(live)))
            for name, state in _get(organism, "/peers").items():
                _say(f"peer {name} at {state['addr']}, {'here' if state['is_local'] else 'away'}")
            _say(f"a beat wraps {_get(organism, '/time_wrap')['TΛ']:.6f} s of time")
            code = organism.stop()
            _say(f"stopped with exit code {code}, nothing left: {not organism.left_behind()}")
            return code


def _newest(live: ClientConnection) -> dict[str, Any]:
    """What the organism told last; older items are passed over."""
    item: dict[str, Any] = json.loads(live.recv())
    while True:
        try:
            item = json.loads(live.recv(timeout=0.01))
        except TimeoutError:
            return item


def _beat(item: dict[str, Any]) -> str:
    pulse, mesh = item["pulse"], item["mesh"]
    answer = pulse["answer"]
    organs = " ".join(f"{name}={organ['state']}" for name, organ in answer["organs"].items())
    return (
        f"beats {pulse['total_beats']}, late p50 {pulse['lateness_p50_ms']:.3f} ms"
        f" p99 {pulse['lateness_p99_ms']:.3f} ms, missed {pulse['missed']}, mode"
        f" {answer['mode']}, {organs}, bots {mesh['nodes']}, delivered"
        f" {mesh['messages_delivered']}, dropped {mesh['dropped']}"
    )


def _get(organism: GenesisProcess, path: str) -> Any:
    with urlopen(f"{organism.url}{path}", timeout=10) as answer:
        return json.loads(answer.read())


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
