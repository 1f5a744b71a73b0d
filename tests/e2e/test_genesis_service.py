"""The organism as a process: HTTP, gRPC, the live socket and the page, from start to stop."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import grpc
import pytest
from genesis_client import Stubs, compiled
from genesis_process import GenesisProcess, environment, running
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e
WRAPPED = 13.829339897862136
_CALL_S = 30.0
_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Organism:
    """A running organism and the ways to it."""

    process: GenesisProcess
    stubs: Stubs
    channel: grpc.Channel

    def get(self, path: str, **arguments: object) -> tuple[int, Any]:
        """Status and body of a GET."""
        query = f"?{urlencode(arguments)}" if arguments else ""
        return self.request(Request(f"{self.process.url}{path}{query}"))

    def request(self, request: Request) -> tuple[int, Any]:
        """Status and JSON body of any request."""
        try:
            with urlopen(request, timeout=_CALL_S) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, json.loads(error.read())

    def call(self, method: str, **fields: object) -> Any:
        """The answer of a gRPC method."""
        message = getattr(self.stubs.messages, f"{method}Request")(**fields)
        return getattr(self.stubs.on(self.channel), method)(message, timeout=_CALL_S)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def proto_file() -> Path:
    package, *_ = environment({})["PYTHONPATH"].split(":")
    return Path(package) / "lambda_genesis" / "services" / "venom.proto"


@pytest.fixture(scope="module")
def organism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organism]:
    folder, port = tmp_path_factory.mktemp("organism"), free_port()
    settings = {
        "rpc_port": port,
        "discovery_embedded": True,
        "discovery_interface": "127.0.0.1",
        "discovery_id": "here",
        "peers_file": folder / "peers.json",
    }
    stubs = compiled(proto_file(), tmp_path_factory.mktemp("stubs"))
    with (
        running(["serve", "--port", "0"], folder, settings) as process,
        grpc.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield Organism(process, stubs, channel)
        assert process.stop() == 0
        assert not process.left_behind()


def test_formulas_answer_over_http(organism: Organism) -> None:
    assert organism.get("/time_wrap") == (200, {"TΛ": WRAPPED})
    state = {"state": "Fallback→0", "ops": ["Neutral"]}
    assert organism.get("/fractal_total", s="inf", theta=0.3) == (200, state)
    scaled = {"Möbius": 6.931471805599453}
    assert organism.get("/mobius_time", s="-1", k=1, p=1, u=2, theta=0.5) == (200, scaled)
    pull = {"mode": "Frânare", "value": -WRAPPED}
    assert organism.get("/grav_mode", s="-1") == (200, pull)


@pytest.mark.parametrize(
    ("path", "arguments", "reason"),
    [
        ("/time_wrap", {"k": 1, "p": 1}, "k * p must not be 1"),
        ("/time_wrap", {"k": 0}, "k * p must not be 0"),
        ("/time_wrap", {"k": "inf"}, "query.k: Input should be a finite number"),
        ("/time_wrap", {"p": "-inf"}, "query.p: Input should be a finite number"),
        ("/time_wrap", {"t1": "nan"}, "query.t1: Input should be a finite number"),
        ("/time_wrap", {"u": "nan"}, "query.u: Input should be a finite number"),
        ("/time_wrap", {"u": 0}, "u must be above 0"),
        ("/time_wrap", {"u": "text"}, "valid number"),
        ("/fractal_total", {"s": "1.5"}, "must be one of 1, 0, -1, inf"),
        ("/fractal_total", {}, "required"),
        (
            "/fractal_total",
            {"s": "inf", "theta": "nan"},
            "query.theta: Input should be a finite number",
        ),
        ("/grav_mode", {"s": "1", "k": 0}, "k * p must not be 0"),
        ("/grav_mode", {"s": "1", "theta": "high"}, "valid number"),
        ("/mobius_time", {"s": "0", "u": "inf"}, "query.u: Input should be a finite number"),
        ("/mobius_time", {"s": "-1", "k": 1e30, "p": 1e30}, "not finite"),
    ],
)
def test_what_has_no_answer_is_refused_with_a_reason(
    organism: Organism, path: str, arguments: dict[str, object], reason: str
) -> None:
    status, body = organism.get(path, **arguments)
    assert status == 422
    assert reason in body["detail"]


def test_the_same_formulas_answer_over_grpc(organism: Organism) -> None:
    wrapped = organism.call("TimeWrap", k=100, p=10, u=1e6)
    assert (wrapped.wrapped_time, wrapped.status) == (WRAPPED, "ok")
    assert organism.call("TimeWrap", k=100, p=10, u=1e6, t1=2.0).wrapped_time == 2 * WRAPPED
    assert organism.call("TimeWrap", k=100, p=10, u=1e6, t1=0.0).wrapped_time == 0.0
    total = organism.call("FractalTotal", s="1", theta=0.7)
    assert (total.state, next(iter(total.ops)), total.status) == ("Regen", "Scan", "ok")
    scaled = organism.call("MobiusTime", s="1", k=100, p=10, u=1e6, theta=0.7)
    assert scaled.compressed_time == WRAPPED
    pull = organism.call("GravMode", s="0", theta=0.7, k=100, p=10, u=1e6)
    assert (pull.mode, pull.status) == ("Stagnare", "ok")


@pytest.mark.parametrize(
    ("method", "fields", "reason"),
    [
        ("TimeWrap", {}, "u must be above 0"),
        ("TimeWrap", {"k": 1, "p": 1, "u": 2}, "k * p must not be 1"),
        ("TimeWrap", {"k": 0, "p": 1, "u": 2}, "k * p must not be 0"),
        ("TimeWrap", {"k": float("nan"), "p": 1, "u": 2}, "finite"),
        ("TimeWrap", {"k": 1, "p": 2, "u": float("inf")}, "finite"),
        ("MobiusTime", {"s": "1", "k": 1, "p": 1, "u": 2, "theta": 0.7}, "k * p must not be 1"),
        ("GravMode", {"s": "inf", "k": 1, "p": 2, "u": 2, "theta": float("nan")}, "finite"),
        ("FractalTotal", {"s": "2", "theta": 0.7}, "must be one of"),
    ],
)
def test_a_domain_error_is_an_invalid_argument(
    organism: Organism, method: str, fields: dict[str, object], reason: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        organism.call(method, **fields)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason in caught.value.details()


def test_pulse_mesh_and_peers_tell_of_themselves(organism: Organism) -> None:
    _, before = organism.get("/pulse/vitals")
    until = time.monotonic() + _PATIENCE_S
    while organism.get("/pulse/vitals")[1]["total_beats"] <= before["total_beats"] + 100:
        assert time.monotonic() < until, "the pulse stands still"
        time.sleep(0.05)
    _, mesh = organism.get("/mesh/vitals")
    assert (mesh["alive"], mesh["nodes"]) == (True, 100)
    _, peers = organism.get("/peers")
    assert peers["here"]["is_local"] is True


def test_the_arbiter_beats_on_demand(organism: Organism) -> None:
    body = json.dumps({"theta": 0.8, "battery_level": 10}).encode()
    headers = {"Content-Type": "application/json"}
    url = f"{organism.process.url}/arbiter/time_wrap"
    status, answer = organism.request(Request(url, body, headers))
    assert status == 200
    assert list(answer["organs"]) == ["REGEN", "BALANCE", "ENTROPY", "OPTIMIZE"]
    assert (answer["mode"], answer["integrated_score"]) == ("wrap", 1.0)
    assert answer["organs"]["BALANCE"]["conservation"] == "aggressive_conservation"
    refused, problem = organism.request(Request(url, b'{"theta": "high"}', headers))
    assert (refused, problem["field"]) == (422, "theta")


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (b'{"theta": NaN}', "theta", "must be a number"),
        (b'{"cpu_health": Infinity}', "cpu_health", "finite"),
        (b'{"cpu_health": -Infinity}', "cpu_health", "finite"),
        (b'{"cpu_health": 1e999}', "cpu_health", "finite"),
        (b'{"cpu_health": 1.5}', "cpu_health", "at most 1"),
        (b'{"memory_health": "0.5"}', "memory_health", "number"),
        (b'{"battery_level": true}', "battery_level", "number"),
        (b'{"model_corruption": 1}', "model_corruption", "true or false"),
        (b'{"cpu_cores": 2.5}', "cpu_cores", "whole number"),
        (b'{"mood": 1}', "mood", "known"),
    ],
)
def test_a_health_that_is_none_is_refused_with_its_field(
    organism: Organism, body: bytes, field: str, reason: str
) -> None:
    url, headers = f"{organism.process.url}/arbiter/time_wrap", {"Content-Type": "application/json"}
    status, problem = organism.request(Request(url, body, headers))
    assert (status, problem["field"]) == (422, field)
    assert reason in problem["detail"]


def test_the_live_socket_tells_beat_by_beat(organism: Organism) -> None:
    address = organism.process.url.replace("http", "ws", 1)
    with connect(f"{address}/ws/vitals", open_timeout=_CALL_S) as live:
        seen = [json.loads(live.recv(timeout=_CALL_S)) for _ in range(5)]
    assert all({"pulse", "mesh"} <= item.keys() for item in seen)
    beats = [item["pulse"]["total_beats"] for item in seen]
    assert beats == sorted(beats)
    assert beats[-1] > beats[0]


def test_the_page_shows_the_organism(organism: Organism) -> None:
    request = Request(f"{organism.process.url}/", headers={"Accept": "text/html"})
    with urlopen(request, timeout=_CALL_S) as answer:
        page = answer.read().decode()
        assert "nonce-" in answer.headers["Content-Security-Policy"]
    for word in ("REGEN", "BALANCE", "ENTROPY", "OPTIMIZE", "/ws/vitals", "θ"):
        assert word in page


def test_the_service_is_ready_and_describes_itself(organism: Organism) -> None:
    status, ready = organism.get("/readyz")
    assert (status, ready["status"]) == (200, "ready")
    assert {"rpc_listening", "discovery_announcing"} <= ready["checks"].keys()
    _, described = organism.get("/openapi.json")
    assert {"/time_wrap", "/peers", "/pulse/vitals", "/mesh/vitals"} <= described["paths"].keys()
