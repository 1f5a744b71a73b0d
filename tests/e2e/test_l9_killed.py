"""A service killed under load, twice: no acknowledged packet is lost, and none counts twice."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest
import redis
from l9_process import L9Process, environment
from real_servers import own_valkey

pytestmark = pytest.mark.e2e

KEY = "desk-key"
KEYS = {"X-API-Key": KEY}
KILLS, WORKERS, ENOUGH = 2, 6, 60
LOADED_S = 30.0
PATIENCE_S = 120.0
"""A packet in hand at the kill comes back when it was idle for half a minute."""
WATCHED = (
    ("plastos_adapter", "outcome"),
    ("main_agent", "feedback"),
    ("tensor_auditor", "outcome"),
)
"""Who remembers an outcome: the adapter itself, by a packet, by an event."""


class Load:
    """Workers that report outcomes until the service is gone, and what it acknowledged."""

    def __init__(self, url: str, name: str) -> None:
        """Prepare to report to `url`; `name` keeps identities apart."""
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self._url = f"{url}/plastos/v6/outcomes"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{name}-{number}",), daemon=True)
            for number in range(WORKERS)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until every worker noticed that the service is gone."""
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
                if len(self.acknowledged) >= ENOUGH:
                    self.enough.set()


def test_nothing_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    with own_valkey() as valkey:
        settings = {
            "DATA_DIR": str(tmp_path),
            "REDIS_URL": valkey.url,
            "LOG_LEVEL": "error",
            "API_KEYS__DESK__KEY": KEY,
            "API_KEYS__DESK__ROLES": '["service_token"]',
        }
        for kill in range(KILLS):
            service = L9Process(settings)
            try:
                load = Load(service.url, f"kill{kill}")
                load.start()
                assert load.enough.wait(LOADED_S), service.log
            finally:
                service.kill()
            load.join()
            acknowledged += load.acknowledged
        service = L9Process(settings)
        try:
            _settled(valkey.url, service)
            counts = {who: _count(tmp_path, *who) for who in WATCHED}
        finally:
            assert service.stop() == 0
    assert len(acknowledged) >= KILLS * ENOUGH
    for who in WATCHED:
        assert not set(acknowledged) - set(counts[who]), who
        assert {name: count for name, count in counts[who].items() if count > 1} == {}, who


def _settled(url: str, service: L9Process) -> None:
    """Wait until every delivery is acknowledged, those in hand at the kill included."""
    pause, until = threading.Event(), time.monotonic() + PATIENCE_S
    with redis.Redis.from_url(url) as client:
        while open_ := _open(client):
            assert time.monotonic() < until, (open_, service.log)
            pause.wait(0.5)


def _open(client: "redis.Redis") -> dict[str, int]:
    """Return how many deliveries of each stream are still to come or to be acknowledged."""
    found: dict[str, int] = {}
    for name in client.scan_iter(_type="stream"):
        for group in client.xinfo_groups(name):
            found[f"{name} {group['name']}"] = int(group["pending"]) + int(group["lag"] or 0)
    return {name: amount for name, amount in found.items() if amount}


def _count(folder: Path, agent: str, kind: str) -> Mapping[str, int]:
    reader = Path(__file__).with_name("read_episodes.py")
    done = subprocess.run(
        [sys.executable, str(reader), f"sqlite:///{folder}/service.db", agent, kind],
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
