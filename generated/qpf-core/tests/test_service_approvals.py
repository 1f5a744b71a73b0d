"""Approvals over HTTP: asked by one caller, given by another, used once."""

from collections.abc import Iterator

import pytest
from service_samples import GOVERNOR, READER, build, platform
from starlette.testclient import TestClient

BODY = {"value": 5}


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    with TestClient(build(platform())) as client:
        yield client


def asked(client: TestClient) -> str:
    answer = client.post("/deploy", json=BODY, headers=READER)
    assert answer.status_code == 202
    assert answer.json()["code"] == "approval_required"
    return str(answer.json()["approval_id"])


def test_an_approved_call_runs_once(client: TestClient) -> None:
    approval_id = asked(client)
    (pending,) = client.get("/approvals", headers=GOVERNOR).json()
    assert (pending["id"], pending["operation"]) == (approval_id, "deploy")
    assert (pending["arguments"], pending["requested_by"]) == ({"value": 5.0}, "ada")
    granted = client.post(f"/approvals/{approval_id}/approve", headers=GOVERNOR).json()
    assert granted["approval_id"] == approval_id
    token = {"X-Approval-Token": granted["approval_token"]}
    assert client.post("/deploy", json={"value": 6}, headers=token).status_code == 403
    assert client.post("/deploy", json=BODY, headers=READER | token).json() == 5.0
    assert client.post("/deploy", json=BODY, headers=READER | token).status_code == 409
    assert client.get(f"/approvals/{approval_id}", headers=GOVERNOR).json()["decided_by"] == "igor"


def test_a_rejected_call_does_not_run(client: TestClient) -> None:
    approval_id = asked(client)
    path = f"/approvals/{approval_id}/reject"
    rejected = client.post(path, json={"reason": "too risky"}, headers=GOVERNOR).json()
    assert (rejected["state"], rejected["note"]) == ("rejected", "too risky")
    assert client.get("/approvals", headers=GOVERNOR).json() == []
    again = client.post(f"/approvals/{approval_id}/approve", headers=GOVERNOR)
    assert again.status_code == 409


def test_nobody_approves_their_own_request(client: TestClient) -> None:
    approval_id = client.post("/deploy", json=BODY, headers=GOVERNOR).json()["approval_id"]
    answer = client.post(f"/approvals/{approval_id}/approve", headers=GOVERNOR)
    assert answer.status_code == 403


def test_only_governance_answers(client: TestClient) -> None:
    approval_id = asked(client)
    for headers, status in (({}, 401), (READER, 403)):
        assert client.get("/approvals", headers=headers).status_code == status
        path = f"/approvals/{approval_id}/approve"
        assert client.post(path, headers=headers).status_code == status
        assert client.get("/audit/verify", headers=headers).status_code == status


def test_an_unknown_approval_is_not_found(client: TestClient) -> None:
    assert client.get("/approvals/unknown", headers=GOVERNOR).status_code == 404


def test_every_step_is_on_the_chain(client: TestClient) -> None:
    asked(client)
    assert client.get("/audit/verify", headers=GOVERNOR).json() == {
        "intact": True,
        "first_broken": None,
    }


def test_the_audit_log_is_read_in_pages_and_by_correlation_id(client: TestClient) -> None:
    for number in range(3):
        headers = READER | {"X-Correlation-ID": f"story-{number}"}
        assert client.post("/read", json=BODY, headers=headers).status_code == 200
    everything = client.get("/audit/entries", headers=GOVERNOR).json()
    assert [entry["seq"] for entry in everything] == list(range(1, len(everything) + 1))
    rest = client.get("/audit/entries", params={"after": 1, "limit": 1}, headers=GOVERNOR).json()
    assert rest == everything[1:2]
    story = {"correlation_id": "story-1"}
    told = client.get("/audit/entries", params=story, headers=GOVERNOR).json()
    assert told
    assert {entry["correlation_id"] for entry in told} == {"story-1"}
    assert told[0]["previous"] == everything[told[0]["seq"] - 2]["hash"]


def test_the_audit_log_is_for_governance_alone(client: TestClient) -> None:
    for headers, status in (({}, 401), (READER, 403)):
        assert client.get("/audit/entries", headers=headers).status_code == status
    wrong = client.get("/audit/entries", params={"limit": 0}, headers=GOVERNOR)
    assert wrong.status_code == 422
