"""The service over HTTP: identities, errors, limits, documents."""

import io
from collections.abc import Iterator

import pytest
import structlog
from agent_samples import with_profile
from service_samples import GOVERNOR, READER, build, platform
from starlette.testclient import TestClient

from qpf_core.service import configure_logging


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    configure_logging("error", io.StringIO())
    yield
    structlog.reset_defaults()


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    with TestClient(build(platform(max_body_bytes=200))) as client:
        yield client


def test_the_correlation_id_of_a_request_comes_back(client: TestClient) -> None:
    answer = client.get("/who", headers={"X-Correlation-ID": "trace-1"})
    assert answer.json() == ["anonymous@testclient", "trace-1"]
    assert answer.headers["X-Correlation-ID"] == "trace-1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "a;b"])
def test_an_unfit_correlation_id_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/missing", headers={"X-Correlation-ID": given})
    assert len(answer.headers["X-Correlation-ID"]) == 32


def test_keys_identify_callers(client: TestClient) -> None:
    assert client.get("/who", headers=READER).json()[0] == "ada"


def test_roles_are_checked_before_the_body(client: TestClient) -> None:
    wrong = {"value": "not a number"}
    assert client.post("/admin", json=wrong).status_code == 401
    assert client.post("/admin", json=wrong, headers=READER).status_code == 403
    assert client.post("/admin", json=wrong, headers=GOVERNOR).status_code == 422
    assert client.post("/admin", json={"value": 2}, headers=GOVERNOR).json() == 2.0


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "guess"},
        {"Authorization": "Bearer guess"},
        {"Authorization": "Basic Z3Vlc3M="},
        {"Authorization": "Bearer"},
    ],
)
def test_wrong_credentials_are_refused_everywhere(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.get("/who", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_declared_errors_become_problems(client: TestClient) -> None:
    answer = client.get("/missing")
    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": "no such thing", "code": "not_found"},
    )


def test_undeclared_errors_tell_nothing(client: TestClient) -> None:
    answer = client.get("/broken")
    assert (answer.status_code, answer.json()) == (
        500,
        {"detail": "internal error", "code": "internal"},
    )
    assert "X-Correlation-ID" in answer.headers


def test_the_framework_answers_in_the_same_form(client: TestClient) -> None:
    assert client.get("/nowhere").json() == {"detail": "Not Found", "code": "not_found"}
    answer = client.delete("/missing")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


def test_a_broken_constraint_names_the_field_and_not_the_value(client: TestClient) -> None:
    answer = client.post("/read", json={"value": -987})
    assert answer.status_code == 422
    assert answer.json()["field"] == "value"
    assert "987" not in answer.text
    assert client.post("/read", content=b"{").json()["field"] == "body"


def test_an_operation_past_its_deadline_answers_504(client: TestClient) -> None:
    answer = client.get("/slow")
    assert (answer.status_code, answer.json()["code"]) == (504, "deadline_exceeded")


def test_the_caller_may_set_a_deadline(client: TestClient) -> None:
    assert client.get("/patient", headers={"X-Deadline-Ms": "5"}).status_code == 504
    answer = client.get("/patient", headers={"X-Deadline-Ms": "soon"})
    assert (answer.status_code, answer.json()["field"]) == (422, "X-Deadline-Ms")


def test_an_announced_body_above_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post("/read", content=b"x" * 201)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["Connection"] == "close"
    assert "X-Correlation-ID" in answer.headers


def test_a_streamed_body_above_the_limit_is_refused(client: TestClient) -> None:
    parts = iter([b"x" * 150, b"x" * 150])
    assert client.post("/read", content=parts).status_code == 413
    small = iter([b'{"value":', b"3}"])
    json = {"Content-Type": "application/json"}
    assert client.post("/read", content=small, headers=json).json() == 3.0


def test_a_paused_operation_answers_503() -> None:
    ground = platform()
    app = build(ground)
    with TestClient(app) as client:
        app.state.agents[0].runtime.pause("read")
        assert client.post("/read", json={"value": 1}).status_code == 503


def test_rate_limits_say_when_to_come_back() -> None:
    ground = platform(rate_limit_per_s=0.1, rate_limit_burst=1)
    with TestClient(build(ground, with_profile(safety_layers=("rate_limiting",)))) as client:
        assert client.post("/read", json={"value": 1}).status_code == 200
        answer = client.post("/read", json={"value": 1})
    assert answer.status_code == 429
    assert 9 <= int(answer.headers["Retry-After"]) <= 10


def test_a_private_service_wants_credentials_except_for_probes() -> None:
    with TestClient(build(platform(require_auth=True))) as client:
        assert client.get("/who").status_code == 401
        assert client.get("/who", headers=READER).status_code == 200
        assert client.get("/livez").status_code == 200
        assert client.get("/metrics").status_code == 200


def test_the_document_tells_errors_and_credentials(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/admin"]["post"]
    assert set(operation["responses"]) == {
        *("200", "202", "401", "403", "404", "409", "413", "422", "429", "503", "504")
    }
    assert operation["security"] == [{"APIKeyHeader": []}, {"HTTPBearer": []}]
    assert operation["operationId"] == "sample_admin"
    assert document["info"] == {"title": "Sample", "version": "1.2.3"}


def test_documents_can_be_switched_off() -> None:
    with TestClient(build(platform(docs=False))) as client:
        assert client.get("/docs").status_code == 404
        assert client.get("/openapi.json").status_code == 404


def test_requests_are_counted_by_route(client: TestClient) -> None:
    client.get("/missing")
    client.get("/nowhere-1")
    client.get("/nowhere-2")
    text = client.get("/metrics").text
    assert 'qpf_http_requests_total{method="GET",route="/missing",status="404"} 1.0' in text
    assert 'qpf_http_requests_total{method="GET",route="unmatched",status="404"} 2.0' in text
