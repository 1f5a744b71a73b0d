"""The example in the documentation of `qpf_core.agent`, exactly as it stands, over HTTP."""

from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

import qpf_core.agent as kit
from qpf_core import governance, memory
from qpf_core.service import AgentService, Platform, create_service, requires

HEADERS = {"X-API-Key": "a-key-for-governance", "X-Correlation-ID": "trace-1"}


def example() -> Callable[[Platform], FastAPI]:
    """Return the example's `build`."""
    text = kit.__doc__ or ""
    code = dedent(text.partition("metrics::\n")[2].partition("\nEverything else")[0])
    names: dict[str, Any] = {
        name: getattr(module, name)
        for module in (kit, governance, memory)
        for name in module.__all__
    }
    names |= {"APIRouter": APIRouter, "FastAPI": FastAPI, "BaseModel": BaseModel, "Field": Field}
    names |= {"AgentService": AgentService, "Platform": Platform}
    names |= {"create_service": create_service, "requires": requires}
    exec(compile(code, "example", "exec"), names)  # pylint: disable=exec-used
    build: Callable[[Platform], FastAPI] = names["build"]
    return build


@pytest.fixture(name="platform")
def _platform() -> Platform:
    key = {"key": "a-key-for-governance", "roles": ["governance_token"]}
    return Platform.embedded(api_keys={"igor": key})


@pytest.fixture(name="client")
def _client(platform: Platform) -> Iterator[TestClient]:
    with TestClient(example()(platform)) as client:
        yield client


def test_it_ranks(client: TestClient) -> None:
    answer = client.post("/scorer/v6/score", json={"query": 4, "candidates": [9, 3.5, 1]})
    assert answer.status_code == 200
    assert answer.json() == [3.5, 1, 9]


def test_it_answers_with_the_correlation_id_of_the_request(client: TestClient) -> None:
    answer = client.post("/scorer/v6/retrain", headers=HEADERS)
    assert answer.json() == "trace-1"
    assert answer.headers["X-Correlation-ID"] == "trace-1"


def test_a_role_is_needed_to_retrain(client: TestClient) -> None:
    answer = client.post("/scorer/v6/retrain")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


def test_input_is_checked_and_not_echoed(client: TestClient) -> None:
    answer = client.post("/scorer/v6/score", json={"query": "a-secret", "candidates": []})
    assert answer.status_code == 422
    assert answer.json()["field"] == "query"
    assert "a-secret" not in answer.text


def test_the_safety_layer_refuses_what_json_lets_pass(client: TestClient) -> None:
    body = '{"query": 1, "candidates": [1, Infinity]}'
    answer = client.post(
        "/scorer/v6/score", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "candidates.1")


def test_a_trigger_calls_the_anchor_on_the_governance_bus(
    client: TestClient, platform: Platform
) -> None:
    client.post("/scorer/v6/score", json={"query": 1, "candidates": [999]}, headers=HEADERS)
    assert client.portal is not None
    client.portal.call(platform.bus.ensure_group, "governance_bus", "test")
    notices = client.portal.call(platform.bus.read, "governance_bus", "test", "me", 10, 5.0)
    assert [
        (notice.body["trigger"], notice.body["anchor"], notice.body["correlation_id"])
        for notice in notices
    ] == [("nothing_near", "Igor", "trace-1")]


def test_what_happened_is_remembered_audited_and_counted(platform: Platform) -> None:
    with TestClient(example()(platform)) as client:
        client.post("/scorer/v6/score", json={"query": 1, "candidates": [2]})
        verdict = client.get("/audit/verify", headers=HEADERS).json()
        metrics = client.get("/metrics").text
        assert client.portal is not None
        length = client.portal.call(platform.bus.length, "events.scorer.scored")
    assert verdict == {"intact": True, "first_broken": None}
    assert 'qpf_operations_total{agent="scorer",operation="score",outcome="ok"} 1.0' in metrics
    assert length == 1


def test_it_is_ready(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {
        "status": "ready",
        "checks": {"store": "ok", "bus": "ok"},
    }
