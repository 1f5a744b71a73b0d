"""Load on the emitted service, and how often what it acknowledged had its effect."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx2
import redis
from l9_process import environment

KEY = "desk-key"
KEYS = {"X-API-Key": KEY}
DESK = {"API_KEYS__DESK__KEY": KEY, "API_KEYS__DESK__ROLES": '["service_token"]'}
"""Settings that let the desk report outcomes."""
PATIENCE_S = 120.0
"""A packet in hand at the kill comes back when it was idle for half a minute."""
WATCHED = (
    ("plastos_adapter", "outcome"),
    ("main_agent", "feedback"),
    ("tensor_auditor", "outcome"),
)
"""Who remembers an outcome: the adapter itself, by a packet, by an event."""
_WORKERS = 6


class Load:
    """Workers that report outcomes until the service is gone, and what it acknowledged."""

    def __init__(self, url: str, name: str, enough: int) -> None:
        """Prepare to report to `url`; `name` keeps identities apart."""
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self._least = enough
        self._ended = threading.Event()
        self._url = f"{url}/plastos/v6/outcomes"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{name}-{number}",), daemon=True)
            for number in range(_WORKERS)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let every worker finish its request; at once where the service is gone."""
        self._ended.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def _work(self, name: str) -> None:
        with httpx2.Client(timeout=10.0) as client:
            for number in range(10_000):
                identity = f"{name}-{number}"
                try:
                    answer = client.post(self._url, json=_outcome(identity), headers=KEYS)
                except httpx2.HTTPError:
                    return
                if answer.status_code == 200:
                    self.acknowledged.append(identity)
                if len(self.acknowledged) >= self._least:
                    self.enough.set()
                if self._ended.is_set():
                    return


def settled(url: str, log: Callable[[], str]) -> None:
    """Wait until every delivery is acknowledged, those in hand at a kill included."""
    pause, until = threading.Event(), time.monotonic() + PATIENCE_S
    with redis.Redis.from_url(url) as client:
        while open_ := _open(client):
            assert time.monotonic() < until, (open_, log())
            pause.wait(0.5)


def _open(client: "redis.Redis") -> dict[str, int]:
    """Return how many deliveries of each stream are still to come or to be acknowledged."""
    found: dict[str, int] = {}
    for name in client.scan_iter(_type="stream"):
        for group in client.xinfo_groups(name):
            found[f"{name} {group['name']}"] = int(group["pending"]) + int(group["lag"] or 0)
    return {name: amount for name, amount in found.items() if amount}


def check_effects(database_url: str, acknowledged: list[str]) -> None:
    """Nothing acknowledged is lost, and nothing counts twice, with each who remembers it."""
    for who in WATCHED:
        counts = _count(database_url, *who)
        assert not set(acknowledged) - set(counts), who
        assert {name: count for name, count in counts.items() if count > 1} == {}, who


def _count(database_url: str, agent: str, kind: str) -> Mapping[str, int]:
    reader = Path(__file__).with_name("read_episodes.py")
    done = subprocess.run(
        [sys.executable, str(reader), database_url, agent, kind],
        env=environment({}),
        check=True,
        capture_output=True,
        text=True,
    )
    counts: Mapping[str, int] = json.loads(done.stdout)
    return counts


def _outcome(identity: str) -> dict[str, object]:
    return {
        "id": identity,
        "item": f"item-{identity}",
        "group": "north",
        "amount": 1234.5,
        "at_s": 86_400.0,
        "features": [1.0],
        "confidence": 0.6,
        "label": True,
    }
