"""Killed under load, as one service and agent by agent: nothing is lost, nothing counts twice."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx2
import pytest
from l9_deals import clear_batch
from l9_load import DESK, KEYS, Load, check_effects, settled
from l9_process import L9Process, migrate
from real_servers import own_valkey, real_servers

pytestmark = pytest.mark.e2e

KILLS, ENOUGH, ENOUGH_APART = 2, 60, 25
LOADED_S = 30.0
AGENTS = (
    "tensor_aios",
    "main_agent",
    "plastos_adapter",
    "mortgageos_adapter",
    "tensor_trainer",
    "tensor_auditor",
)


def test_as_one_service(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    with own_valkey() as valkey:
        settings = {
            "DATA_DIR": str(tmp_path),
            "REDIS_URL": valkey.url,
            "LOG_LEVEL": "error",
            **DESK,
        }
        for kill in range(KILLS):
            service = L9Process(settings)
            try:
                load = Load(service.url, f"kill{kill}", ENOUGH)
                load.start()
                assert load.enough.wait(LOADED_S), service.log
            finally:
                service.kill()
            load.end()
            acknowledged += load.acknowledged
        service = L9Process(settings)
        try:
            settled(valkey.url, lambda: service.log)
        finally:
            assert service.stop() == 0
    assert len(acknowledged) >= KILLS * ENOUGH
    check_effects(f"sqlite:///{tmp_path}/service.db", acknowledged)


class Village:
    """Every agent in a process of its own, each at a port that the others know."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Start all of them."""
        self._ports = dict(zip(AGENTS, _free_ports(len(AGENTS)), strict=True))
        urls = {name: f"http://127.0.0.1:{port}" for name, port in self._ports.items()}
        self._settings = dict(settings)
        self._urls = urls
        self._processes: dict[str, L9Process] = {}

    def start(self, agent: str) -> None:
        """Start one agent."""
        partners = {name: url for name, url in self._urls.items() if name != agent}
        given = {f"PARTNER_URLS__{name.upper()}": url for name, url in partners.items()}
        process = L9Process(self._settings | given, self._ports[agent], agent)
        self._processes[agent] = process

    def url(self, agent: str) -> str:
        """Where an agent listens."""
        return self._urls[agent]

    def kill(self, agent: str) -> None:
        """End one agent as a crash would."""
        self._processes[agent].kill()

    def log(self) -> str:
        """The last lines of everybody."""
        return "\n".join(f"== {name}\n{one.log}" for name, one in self._processes.items())

    def close(self) -> None:
        """Stop everybody."""
        codes = {name: process.stop() for name, process in self._processes.items()}
        assert set(codes.values()) <= {0, -9}, (codes, self.log())


@contextmanager
def _village(folder: Path) -> Iterator[tuple[Village, str, str]]:
    with real_servers() as servers, ExitStack() as stack:
        settings = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": servers.postgres_url,
            "REDIS_URL": servers.redis_url,
            "JWT_SECRET": "0123456789abcdef0123456789abcdef",
            "LOG_LEVEL": "error",
            **DESK,
        }
        migrate(settings)
        village = stack.enter_context(closing(Village(settings)))
        for agent in AGENTS:
            village.start(agent)
        yield village, servers.redis_url, servers.postgres_url


def test_agent_by_agent(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    with _village(tmp_path) as (village, redis_url, postgres_url):
        _scored_by_another_process(village)
        for agent in AGENTS:
            load = Load(village.url("plastos_adapter"), agent, ENOUGH_APART)
            load.start()
            assert load.enough.wait(LOADED_S), village.log()
            village.kill(agent)
            load.end()
            village.start(agent)
            acknowledged += load.acknowledged
        settled(redis_url, village.log)
        check_effects(postgres_url, acknowledged)
    assert len(acknowledged) >= len(AGENTS) * ENOUGH_APART


def _scored_by_another_process(village: Village) -> None:
    """A batch reaches the adapter by HTTP, is scored over HTTP, and tells the main agent."""
    url = f"{village.url('plastos_adapter')}/plastos/v6/batches"
    answer = httpx2.post(url, json=clear_batch(), headers=KEYS, timeout=30.0)
    assert answer.status_code == 200, (answer.text, village.log())


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
