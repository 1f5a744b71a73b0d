"""The orchestrator over real channels: gRPC, HTTP, its own service, its one-shot form."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import anyio
import httpx2
import pytest
import uvicorn
from fastapi import Body, FastAPI
from rpc_samples import SAMPLE, sample_server
from starlette.testclient import TestClient

from qpf_core.clock import SystemClock
from qpf_core.errors import InputError, NotFound, Unavailable
from qpf_core.partners import Route
from qpf_core.service import CoreSettings, Platform, create_service, embedded_settings
from qpf_core.service.server import Build
from qpf_core.testing_time import PATIENCE_S
from qpf_organism.discovery import Limits, Peer, PeersFile
from qpf_organism.orchestrator import (
    Diligence,
    NetworkReach,
    Offer,
    Orchestrator,
    OrchestratorOptions,
    PeerState,
    Task,
    command,
    orchestrator_part,
    run_orchestrator,
)
from qpf_organism.rpc import RpcOptions

pytestmark = pytest.mark.anyio
ROUTES = {
    "divide": Route("GET", "/divide"),
    "sum_up": Route("POST", "/sum"),
}
BOTH = Offer(service=SAMPLE, routes=ROUTES)


def peer(identity: str = "a", grpc_port: int = 0, rest_port: int = 0, local: bool = False) -> Peer:
    """Return a peer on loopback."""
    return Peer(
        id=identity,
        addr="127.0.0.1",
        grpc_port=grpc_port,
        rest_port=rest_port,
        last_seen=SystemClock().now().timestamp(),
        is_local=local,
    )


def web() -> FastAPI:
    """Return a small service over HTTP."""
    app = FastAPI()

    @app.get("/livez")
    def livez() -> str:
        """Live."""
        return "alive"

    @app.get("/divide")
    def divide(top: float, bottom: float) -> dict[str, float]:
        """Divide."""
        return {"quotient": top / bottom}

    @app.post("/sum")
    def sum_up(values: Annotated[list[float], Body(embed=True)]) -> float:
        """Add."""
        return sum(values)

    return app


@asynccontextmanager
async def over_http() -> AsyncIterator[int]:
    """Serve over HTTP and give the port."""
    server = uvicorn.Server(uvicorn.Config(web(), port=0, log_level="error", lifespan="off"))
    async with anyio.create_task_group() as group:
        group.start_soon(server.serve)
        while not server.started:
            await anyio.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True


@asynccontextmanager
async def reach(offer: Offer = BOTH) -> AsyncIterator[NetworkReach]:
    """Give a way to peers."""
    made = NetworkReach(offer)
    try:
        yield made
    finally:
        await made.close()


TASK = Task(func="divide", args={"top": 3.0, "bottom": 2.0})


async def test_grpc_and_http_give_the_same_result() -> None:
    async with (
        sample_server().serving(RpcOptions(grace_s=0.1)) as grpc_port,
        over_http() as rest_port,
        reach() as way,
    ):
        for one in (peer(grpc_port=grpc_port), peer(rest_port=rest_port)):
            assert await way.healthy(one, 5.0)
            assert await way.run(one, TASK, 5.0) == {"quotient": 1.5}
        named = Task(func="Divide", args=TASK.args)
        assert await way.run(peer(rest_port=rest_port), named, 5.0) == {"quotient": 1.5}
        added = Task(func="sum_up", args={"values": [1.0, 2.0]})
        both = peer(grpc_port=grpc_port, rest_port=rest_port, local=True)
        assert await way.run(both, added, 5.0) == 3.0


async def test_whole_result_of_an_operation_comes_back() -> None:
    async with sample_server().serving(RpcOptions(grace_s=0.1)) as port, reach() as way:
        result = await way.run(peer(grpc_port=port), Task(func="echo", args={"kind": "x"}), 5.0)
        assert str(result).startswith("x ")


async def test_task_that_nobody_serves() -> None:
    async with reach() as way:
        with pytest.raises(NotFound, match="no peer serves fly"):
            await way.run(peer(grpc_port=1), Task(func="fly"), 1.0)
        with pytest.raises(Unavailable, match="a does not serve divide"):
            await way.run(peer(), TASK, 1.0)


async def test_peer_that_is_not_there_is_not_healthy() -> None:
    async with reach() as way, reach(Offer(rest_host="0.0.0.0")) as rest_only:
        assert not await way.healthy(peer(grpc_port=1), 1.0)
        assert not await way.healthy(peer(), 1.0)
        assert not await rest_only.healthy(peer(grpc_port=1, rest_port=1, local=True), 1.0)
        await way.keep([])


async def test_killed_peer_is_replaced_by_the_next() -> None:
    async with sample_server().serving(RpcOptions(grace_s=0.1)) as lasting:
        async with sample_server().serving(RpcOptions(grace_s=0.0)) as leaving:
            peers = [peer("a", grpc_port=leaving), peer("b", grpc_port=lasting)]
            orchestrator = Orchestrator(lambda: peers, NetworkReach(BOTH), SystemClock())
            await orchestrator.refresh()
            first = await orchestrator.dispatch(TASK)
            assert first.peer == "a"
        again = [await orchestrator.dispatch(TASK) for _ in range(3)]
        assert {done.peer for done in again} == {"b"}
        assert max(done.attempts for done in again) == 2
        await orchestrator.close()


def options(folder: Path, port: int = 0) -> OrchestratorOptions:
    """Return options of an orchestrator whose file of peers is in `folder`."""
    return OrchestratorOptions(
        title="Orchestrator",
        version="1.0.0",
        port=port,
        peers_file=str(folder / "peers.json"),
        limits=Limits(),
        offer=BOTH,
        diligence=Diligence(health_every_s=0.05),
    )


async def test_service_takes_tasks_and_shows_peers(tmp_path: Path) -> None:
    async with sample_server().serving(RpcOptions(grace_s=0.1)) as port:
        PeersFile(tmp_path / "peers.json").write([peer(grpc_port=port)])
        platform = Platform.embedded()
        made = command.made(platform, options(tmp_path))
        part = orchestrator_part("orchestrator", made)
        app = create_service("Orchestrator", "1.0.0", (), platform, (part,))
        async with app.router.lifespan_context(app), talking(app) as client:
            with anyio.fail_after(PATIENCE_S):
                while not made.states().get("a", _UNKNOWN).healthy:
                    await anyio.sleep(0.01)
            body = {"func": "Divide", "args": TASK.args, "deadline_ms": 5000}
            done = await client.post("/tasks", json=body)
            assert done.json() == {"result": {"quotient": 1.5}, "peer": "a", "attempts": 1}
            wrong = await client.post("/tasks", json={**body, "args": {"bottom": 0.0}})
            assert (wrong.status_code, wrong.json()["field"]) == (422, "bottom")
            assert (await client.post("/tasks", json={"func": ""})).status_code == 422
            state = (await client.get("/tasks/peers")).json()["a"]
            assert (state["healthy"], state["in_flight"]) == (True, 0)


_UNKNOWN = PeerState(id="", healthy=False, load=0.0, in_flight=0, is_local=False)


def talking(app: FastAPI) -> httpx2.AsyncClient:
    """Return a client in the loop of the application."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test")


async def test_one_task_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with sample_server().serving(RpcOptions(grace_s=0.1)) as port:
        PeersFile(tmp_path / "peers.json").write([peer(grpc_port=port)])

        def once() -> int:
            words = ["dispatch", "Divide", json.dumps(TASK.args), "--deadline", "5"]
            return run_orchestrator("o", embedded_settings(), options(tmp_path), words)

        assert await anyio.to_thread.run_sync(once) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {
        "attempts": 1,
        "peer": "a",
        "result": {"quotient": 1.5},
    }


@pytest.mark.parametrize("text", ["[]", "?", "1"])
def test_arguments_are_a_json_object(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="args|value"):
        run_orchestrator("o", embedded_settings(), options(tmp_path), ["dispatch", "f", text])


def test_process_serves_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, str | None]] = []

    def serve(settings: CoreSettings, build: Build) -> int:
        with TestClient(build(Platform(settings))) as client:
            answer = client.post("/tasks", json={"func": "divide", "args": {}})
            assert answer.status_code == 503
        seen.append((settings.port, settings.database_url))
        return 0

    monkeypatch.setattr(command, "serve", serve)
    assert run_orchestrator("o", embedded_settings(), options(tmp_path, 8123), []) == 0
    assert seen == [(8123, "sqlite://")]
