"""Bodies of requests: strict about types, silent to those who may not call."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from service_samples import GOVERNOR, READER, platform
from starlette.testclient import TestClient

from qpf_core.agent.caller import GOVERNANCE_ROLE
from qpf_core.service import AgentService, JsonRoute, create_service, requires_roles

JSON = {"Content-Type": "application/json"}


class Colour(StrEnum):
    """A choice."""

    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A type of a schema."""

    name: str
    numbers: list[float]


class Body(BaseModel):
    """Body of a request."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    points: list[Point]
    colour: Colour = Colour.RED
    share: float = Field(default=0.0, ge=0.0, le=1.0)
    sure: bool = False
    count: int = 1


class Defaults(BaseModel):
    """A body that may be empty."""

    model_config = ConfigDict(extra="forbid")

    count: int = 1


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient]:
    router = APIRouter(route_class=JsonRoute)

    @router.post("/bodies", dependencies=[requires_roles(GOVERNANCE_ROLE)])
    async def bodies(body: Body) -> Body:
        """Return the body."""
        return body

    @router.post("/defaults")
    async def defaults(body: Defaults) -> Defaults:
        """Return the body."""
        return body

    @router.get("/bodies", dependencies=[requires_roles()])
    async def none() -> int:
        """Want no body and no credentials."""
        return 1

    ground = platform()
    agents: tuple[AgentService, ...] = ()
    app = create_service("Bodies", "1", agents, ground)
    app.include_router(router)
    with TestClient(app) as client:
        yield client


def test_a_body_becomes_its_model(client: TestClient) -> None:
    body = {"points": [{"name": "a", "numbers": [1, 2.5]}], "colour": "red", "share": 1}
    answer = client.post("/bodies", json=body, headers=GOVERNOR)
    assert answer.json() == {
        "points": [{"name": "a", "numbers": [1.0, 2.5]}],
        "colour": "red",
        "share": 1.0,
        "sure": False,
        "count": 1,
    }


def test_a_whole_number_may_have_a_point(client: TestClient) -> None:
    assert client.post("/defaults", content=b'{"count": 64.0}', headers=JSON).json() == {
        "count": 64
    }
    for wrong in (b'{"count": 64.5}', b'{"count": 1e999}', b'{"count": "64"}', b'{"count": true}'):
        assert client.post("/defaults", content=wrong, headers=JSON).status_code == 422


def test_defaults_do_not_stand_in_for_a_faulty_body(client: TestClient) -> None:
    assert client.post("/defaults", json={}).json() == {"count": 1}
    answer = client.post("/defaults", json={"more": 1})
    assert (answer.status_code, answer.json()["field"]) == (422, "more")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "points"),
        ({"points": [], "share": False}, "share"),
        ({"points": [], "share": "0.5"}, "share"),
        ({"points": [], "share": 2}, "share"),
        ({"points": [], "sure": 0}, "sure"),
        ({"points": [], "colour": "blue"}, "colour"),
        ({"points": [{"name": "a", "numbers": [True]}]}, "points.0.numbers.0"),
        ({"points": [{"name": 1, "numbers": []}]}, "points.0.name"),
        ({"points": [], "more": 1}, "more"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_types_are_those_of_json(client: TestClient, body: object, field: str) -> None:
    answer = client.post("/bodies", json=body, headers=GOVERNOR)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b'{"points": [], "share": NaN}'])
def test_what_is_no_json_is_told_so(client: TestClient, content: bytes) -> None:
    answer = client.post("/bodies", content=content, headers=GOVERNOR | JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_roles_come_before_the_body(client: TestClient) -> None:
    assert client.post("/bodies", content=b"{", headers=JSON).status_code == 401
    assert client.post("/bodies", content=b"{", headers=READER | JSON).status_code == 403


def test_another_type_of_content_is_no_body(client: TestClient) -> None:
    answer = client.post("/bodies", content=b"{}", headers=GOVERNOR | {"Content-Type": "text/css"})
    assert (answer.status_code, answer.json()["field"]) == (422, "body")


def test_all_methods_of_a_path_are_told(client: TestClient) -> None:
    answer = client.delete("/bodies")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


def test_the_document_asks_for_credentials_only_where_they_count(client: TestClient) -> None:
    path = client.get("/openapi.json").json()["paths"]["/bodies"]
    assert "security" not in path["get"]
    assert path["post"]["security"] == [{"APIKeyHeader": []}, {"HTTPBearer": []}]
    assert path["post"]["requestBody"]["content"]["application/json"]["schema"]
