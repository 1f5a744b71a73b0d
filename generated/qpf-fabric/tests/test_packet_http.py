"""Protocols over HTTP: what is answered, what is refused, what sinks are told."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from packet_samples import CATALOGUE, GuardLayer, PackLayer, StampLayer
from starlette.testclient import TestClient

from qpf_core.service import Part, Platform
from qpf_fabric.http import Faces, protocol_router
from qpf_fabric.negotiation import PageFirst
from qpf_fabric.pipeline import Pipeline, layers_of, pipeline_of
from qpf_fabric.sinks import RunRecord, Sinks, sinks_of
from qpf_fabric.testing_http import served

ALL = Pipeline("all", [StampLayer(), PackLayer(over=70_000), GuardLayer()])
JSON = {"content-type": "application/json"}
MIB = 1_048_576


class Ledger:
    """Remembers runs and numbers them."""

    def __init__(self, first: int | None) -> None:
        self.runs: list[tuple[RunRecord, int | None]] = []
        self.first = first

    async def record(self, run: RunRecord, run_id: int | None) -> int | None:
        """Keep a run."""
        self.runs.append((run, run_id))
        return None if self.first is None else self.first + len(self.runs)


@pytest.fixture(name="sinks")
def _sinks() -> Sinks:
    return Sinks()


@pytest.fixture(name="client")
def _client(sinks: Sinks) -> Iterator[TestClient]:
    protocols = {"all": ALL}
    faces = Faces(protocols=protocols, pipeline=ALL, catalogue=CATALOGUE, environ={}, sinks=sinks)
    page = APIRouter(route_class=PageFirst)

    @page.get("/layers")
    async def layers() -> str:
        return "a page"

    own = Part(name="own", router=protocol_router(faces))
    with served(Part(name="page", router=page), Part(name="none"), own) as client:
        yield client


def encoded(data: bytes) -> str:
    """Base64."""
    return base64.b64encode(data).decode()


def test_raw_bytes_are_sent_and_received(client: TestClient) -> None:
    answer = client.post("/protocols/all/send?packet_id=9", content=b"\x00payload\xff")
    sent = answer.json()
    assert sent["ok"] is True
    assert sent["packet"]["id"] == 9
    assert sent["bytes"] == len(base64.b64decode(sent["packet"]["data"]))
    assert set(sent["frames"][0]) == {"layer", "dt_ms", "header", "route", "meta"}
    received = client.post("/protocols/all/receive", json=sent["packet"]).json()
    assert received["data"] == encoded(b"\x00payload\xff")
    assert [frame["layer"] for frame in received["frames"]] == ["guard", "pack", "stamp"]


def test_what_json_carries_comes_back(client: TestClient) -> None:
    body = {
        "data": encoded(b"x" * MIB),
        "header": {"stamp": ["é", None], "~undo": 1},
        "route": {"hop": 1e300},
        "meta": {"~undo": {"header": {}}, "packed": False},
    }
    sent = client.post("/protocols/all/send", json=body).json()
    received = client.post("/protocols/all/receive", json=sent["packet"]).json()
    assert {name: received[name] for name in body} == body


def test_packets_without_an_id_are_numbered(client: TestClient) -> None:
    ids = [client.post("/protocols/all/send", content=b"x").json()["packet"]["id"] for _ in "ab"]
    assert ids == [1, 2]


def test_a_payload_of_a_mebibyte_is_the_longest(client: TestClient) -> None:
    assert client.post("/protocols/all/send", content=b"x" * MIB).status_code == 200
    assert client.post("/protocols/all/send", content=b"x" * (MIB + 1)).status_code == 413
    long = {"data": encoded(b"x" * (MIB + 1))}
    assert client.post("/protocols/all/send", json=long).status_code == 413
    extras = {"data": "", "header": {"x": "y" * 70_000}}
    assert client.post("/protocols/all/send", json=extras).status_code == 413


def test_an_unknown_protocol_is_not_found(client: TestClient) -> None:
    assert client.post("/protocols/other/send", content=b"x").status_code == 404
    assert client.post("/protocols/other/receive", json={}).status_code == 404


def deep(levels: int) -> str:
    """JSON that is nested."""
    return '{"data": "", "header": {"a": ' + "[" * levels + "]" * levels + "}}"


HOSTILE = [
    "",
    "{",
    "[]",
    "7",
    '{"data": "a"}',
    '{"data": 7}',
    "{}",
    '{"data": "", "extra": 1}',
    '{"data": "", "layers": ["stamp"]}',
    '{"data": "", "header": []}',
    '{"data": "", "header": {"a": NaN}}',
    '{"data": "", "header": {"a": 1e999}}',
    '{"data": "", "header": {"a": "\\ud800"}}',
    '{"data": "", "meta": {"a": ' + "9" * 5000 + "}}",
    deep(33),
    deep(5000),
    "\udcff",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_body_is_refused(client: TestClient, body: str) -> None:
    content = body.encode(errors="surrogateescape")
    answer = client.post("/protocols/all/send", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
    assert client.post("/protocols/all/receive", content=content, headers=JSON).status_code == 422


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_a_body_of_another_kind_is_refused(client: TestClient, kind: str) -> None:
    for path in ("/protocols/all/send", "/protocols/all/receive", "/pipelines/run"):
        answer = client.post(path, content=b"{}", headers={"content-type": kind})
        assert (answer.status_code, answer.json()["field"]) == (422, "Content-Type")
    raw = {"content-type": "Application/Octet-Stream"}
    assert client.post("/protocols/all/send", content=b"{}", headers=raw).status_code == 200
    assert client.post("/protocols/all/receive", content=b"{}", headers=raw).status_code == 422
    body = '{"data": "aGk="}'
    other = {"content-type": "application/x+json; charset=utf-8"}
    assert client.post("/protocols/all/send", content=body, headers=other).json()["bytes"] == 3


@pytest.mark.parametrize("packet_id", ["x", "-1", "9223372036854775808", "1.5", ""])
def test_a_wrong_id_is_refused(client: TestClient, packet_id: str) -> None:
    answer = client.post(f"/protocols/all/send?packet_id={packet_id}", content=b"x")
    assert answer.status_code == 422


def test_the_deepest_nesting_that_is_sent_is_received(client: TestClient) -> None:
    body = deep(31).replace('"a"', '"stamp"')
    sent = client.post("/protocols/all/send", content=body.replace('""', '"aGk="'), headers=JSON)
    assert sent.status_code == 200
    received = client.post("/protocols/all/receive", json=sent.json()["packet"])
    assert received.json()["header"] == json.loads(body)["header"]


def test_a_pipeline_of_any_choice_runs(client: TestClient) -> None:
    body = {"data": "aGk=", "layers": ["stamp", {"guard": {"action": "dead_letter"}}]}
    answer: dict[str, Any] = client.post("/pipelines/run", json=body).json()
    assert [frame["layer"] for frame in answer["frames"]] == ["stamp", "guard"]
    assert (answer["out_len"], answer["run_id"]) == (2, 1)
    assert client.post("/pipelines/run", content=b"hi").json()["out_len"] == 3
    assert client.post("/pipelines/run", json={**body, "layers": ["x"]}).status_code == 422


def test_sinks_are_told_in_order(client: TestClient, sinks: Sinks) -> None:
    live, store = Ledger(None), Ledger(40)
    sinks.add(live)
    sinks.add(store, first=True)
    answer = client.post("/pipelines/run", json={"data": "aGk=", "layers": ["stamp"]})
    assert answer.json()["run_id"] == 41
    run, run_id = live.runs[0]
    assert (run.pipeline, run.direction, run.status, run_id) == ("custom", "send", "done", 41)
    assert store.runs[0][1] is None


def test_sinks_are_told_what_makes_a_named_pipeline_again(client: TestClient, sinks: Sinks) -> None:
    ledger = Ledger(None)
    sinks.add(ledger)
    client.post("/pipelines/run", json={"data": "aGk="})
    client.post("/protocols/all/send", json={"data": "aGk="})
    client.post("/pipelines/run", json={"data": "aGk=", "layers": ["stamp"]})
    first, second, custom = (run.config for run, _ in ledger.runs)
    assert first == second == ALL.config()
    assert custom == {}


def test_configuration_of_a_pipeline_makes_it_again() -> None:
    plain = Pipeline("plain", [StampLayer(), GuardLayer()])
    again = pipeline_of(layers_of(plain.config()), CATALOGUE, {}, "plain")
    assert again.config() == plain.config()
    assert again.layer_names == plain.layer_names


def test_sinks_are_told_of_what_was_stopped(client: TestClient, sinks: Sinks) -> None:
    ledger = Ledger(None)
    sinks.add(ledger)
    answer = client.post("/protocols/all/send", content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "blocked")
    answer = client.post("/protocols/all/receive", json={"id": 1, "data": ""})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_encoded")
    told = [(run.status, run.direction, run.packet) for run, _ in ledger.runs]
    assert told == [("blocked", "send", None), ("refused", "recv", None)]


def test_the_same_path_has_a_page(client: TestClient) -> None:
    assert client.get("/layers", headers={"accept": "text/html,*/*"}).json() == "a page"
    names = [one["name"] for one in client.get("/layers").json()["layers"]]
    assert names == list(CATALOGUE)
    assert client.get("/protocols", headers={"accept": "text/html"}).json()["protocols"]


def test_the_document_tells_the_bodies(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    body = paths["/protocols/{name}/send"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "application/octet-stream"}
    assert "run_id" in json.dumps(client.get("/openapi.json").json())


def test_parts_on_one_platform_share_their_sinks() -> None:
    platform, other = Platform.embedded(), Platform.embedded()
    assert sinks_of(platform) is sinks_of(platform)
    assert sinks_of(platform) is not sinks_of(other)
    platform.close()
    other.close()
