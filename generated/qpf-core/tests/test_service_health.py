"""Probes: alive, ready, draining."""

import asyncio

import pytest
from service_samples import build, platform
from starlette.testclient import TestClient

from qpf_core.errors import Unavailable
from qpf_core.service.health import Probe


async def hang() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise Unavailable("the password is hunter2")


def test_before_the_start_nothing_is_ready() -> None:
    client = TestClient(build(platform()))
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")


def test_a_draining_service_is_alive_and_not_ready() -> None:
    app = build(platform())
    with TestClient(app) as client:
        app.state.phase.name = "draining"
        assert client.get("/livez").status_code == 200
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "draining")


@pytest.mark.parametrize(("probe", "shown"), [(hang, "timeout"), (fail, "Unavailable")])
def test_a_dependency_that_does_not_answer_is_named(
    probe: Probe, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = platform(readiness_timeout_s=0.01)
    monkeypatch.setattr(ground, "probes", lambda: {"store": ground.store.ready, "bus": probe})
    with TestClient(build(ground)) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "degraded"
    assert answer.json()["checks"]["bus"] == shown
    assert "hunter2" not in answer.text


def test_after_the_end_the_store_is_closed() -> None:
    ground = platform()
    app = build(ground)
    with TestClient(app):
        assert app.state.phase.name == "serving"
    assert app.state.phase.name == "draining"
    with pytest.raises(Unavailable):
        asyncio.run(ground.store.ready())
