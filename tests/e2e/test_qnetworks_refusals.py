"""Bad input to the running service of the network: each kind is refused in its own words."""

import base64
import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from qnetworks_process import NetworkProcess, running

pytestmark = pytest.mark.e2e

SEND, RECEIVE, RUN = "/protocols/qp/send", "/protocols/qp/receive", "/pipelines/run"
JSON, RAW = "application/json", "application/octet-stream"
MIB = 1_048_576
_CALL_S = 30.0

Answer = tuple[int, dict[str, Any]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetworkProcess]:
    settings = {"DATA_DIR": str(tmp_path_factory.mktemp("network")), "LOG_LEVEL": "error"}
    with running(settings, "serve", "--port", "0") as process:
        yield process
        assert "unexpected_error" not in process.log


def post(
    service: NetworkProcess, path: str, body: bytes, kind: str = JSON, **headers: str
) -> Answer:
    """Status and JSON of the answer to a request."""
    given = {"Content-Type": kind, **{n.replace("_", "-"): v for n, v in headers.items()}}
    connection = HTTPConnection(urlsplit(service.url).netloc, timeout=_CALL_S)
    try:
        connection.request("POST", path, body, given)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def raw(service: NetworkProcess, head: bytes) -> bytes:
    """The first line of the answer to bytes as they are."""
    where = urlsplit(service.url)
    with socket.create_connection((where.hostname, where.port), _CALL_S) as client:
        client.sendall(head)
        return client.recv(4096).partition(b"\r\n")[0]


@pytest.mark.parametrize("body", [b"", b"{", b"[1, 2", b'{"data": NaN}', b"\xff\xfe", b'"text"'])
@pytest.mark.parametrize("path", [SEND, RECEIVE, RUN, "/pipelines"])
def test_malformed_json_is_refused(service: NetworkProcess, path: str, body: bytes) -> None:
    status, answer = post(service, path, body)
    assert (status, answer["code"]) == (422, "input_invalid")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=b", "image/png"])
@pytest.mark.parametrize("path", [SEND, RECEIVE, RUN])
def test_another_media_type_is_refused(service: NetworkProcess, path: str, kind: str) -> None:
    status, answer = post(service, path, b'{"data": ""}', kind)
    assert (status, answer["field"]) == (422, "Content-Type")
    assert JSON in answer["detail"]


@pytest.mark.parametrize("data", ["a", "a===", "ä", "aGk", "aG k=", 7, None, ["aGk="]])
def test_what_is_not_base64_is_refused(service: NetworkProcess, data: object) -> None:
    for path, body in ((SEND, {"data": data}), (RECEIVE, {"id": 1, "data": data})):
        status, answer = post(service, path, json.dumps(body).encode())
        assert (status, answer["field"]) == (422, "data")


def test_what_is_too_large_is_refused(service: NetworkProcess) -> None:
    long = b"x" * (MIB + 1)
    assert post(service, SEND, long[1:], RAW)[0] == 200
    assert post(service, SEND, long, RAW)[0] == 413
    assert (
        post(service, SEND, json.dumps({"data": base64.b64encode(long).decode()}).encode())[0]
        == 413
    )
    announced = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
    assert b" 413 " in raw(service, announced % SEND.encode())


@pytest.mark.parametrize("name", ["none", "..%2f", "%00", "qp%20", "QP", "x" * 5000])
def test_an_unknown_protocol_is_not_found(service: NetworkProcess, name: str) -> None:
    for direction in ("send", "receive"):
        status, answer = post(service, f"/protocols/{name}/{direction}", b'{"id": 1, "data": ""}')
        assert (status, answer["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("X_Correlation_ID", "a b\t<script>", 200),
        ("X_Correlation_ID", "x" * 4000, 200),
        ("X_Deadline_Ms", "soon", 422),
        ("X_Deadline_Ms", "9" * 40, 422),
        ("X_API_Key", "no such key", 401),
        ("Authorization", "Basic eDp5", 401),
        ("Authorization", "Bearer not.a.token", 401),
        ("Accept", "\xff;q=nonsense,,", 200),
        ("Content_Encoding", "gzip", 200),
    ],
)
def test_hostile_headers_do_no_harm(
    service: NetworkProcess, name: str, value: str, status: int
) -> None:
    answered, answer = post(service, SEND, b"payload", RAW, **{name: value})
    assert answered == status, answer


@pytest.mark.parametrize("line", [b"Content-Length: x", b"Content-Length: -1", b"Bad Name: x"])
def test_a_request_that_is_none_is_refused(service: NetworkProcess, line: bytes) -> None:
    first = raw(service, b"POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % (SEND.encode(), line))
    assert first.startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize(
    "config",
    [
        None,
        [],
        {},
        {"layers": []},
        {"layers": ["none"]},
        {"layers": [{"voronoi": {"mode": "none"}}]},
        {"layers": ["perlin"], "more": 1},
    ],
)
def test_what_is_no_pipeline_is_not_kept(service: NetworkProcess, config: object) -> None:
    status, answer = post(
        service, "/pipelines", json.dumps({"name": "x", "config": config}).encode()
    )
    assert (status, answer["code"]) == (422, "input_invalid")
    kept = {"name": "kept", "config": {"layers": ["perlin", "density"]}}
    assert post(service, "/pipelines", json.dumps(kept).encode())[0] in (201, 409)
