"""What stands in the path of a request is an input, whatever the method is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from emitted_agent import extracted, served

OPERATIONS = """
operations:
  - name: book
    summary: Book a room.
    input: {room: {type: int, range: [1, 99]}, guest: str, nights: {type: int, default: 1}}
    output: str
    steps: [{return: guest + "@" + str(room) + "x" + str(nights)}]
    examples: [{given: {room: 7, guest: Ada}, expect: Ada@7x1}]
  - name: clean
    summary: Clean a room.
    input: {room: int, body: str}
    output: str
    steps: [{return: body + str(room)}]
    examples: [{given: {room: 7, body: it}, expect: it7}]
  - name: send
    summary: Send something.
    input: {id: str, body: str, body_: str}
    output: str
    steps: [{return: id + body + body_}]
    examples: [{given: {id: Ada, body: a, body_: b}, expect: Adaab}]
  - name: find
    summary: Find a bed.
    input: {floor: {type: int, default: 1}, room: {type: str, default: x}}
    output: str
    steps: [{return: room + str(floor)}]
    examples: [{given: {}, expect: x1}]
  - name: warmth
    summary: Tell how warm it is.
    input: {degrees: float}
    output: str
    steps: [{return: str(degrees)}]
    examples: [{given: {degrees: 1.5}, expect: "1.5"}]
  - name: warm
    summary: Tell how warm it is.
    input: {degrees: float}
    output: str
    steps: [{return: str(degrees)}]
    examples: [{given: {degrees: 1.5}, expect: "1.5"}]
  - name: tidy
    summary: Tidy up.
    output: str
    steps: [{return: '"tidy"'}]
    examples: [{given: {}, expect: tidy}]
"""
ROUTES = {
    "book": "POST /rooms/{room}/bookings",
    "clean": "PUT /rooms/{room}/{body}",
    "send": "PATCH /mail/{body}/{id}",
    "find": "GET /beds/{room}",
    "warmth": "GET /warmth/{degrees}",
    "warm": "GET /warm",
    "tidy": "POST /tidy",
}


@pytest.fixture(name="service", scope="module")
def whole_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of the emitted service, in memory."""
    folder = tmp_path_factory.mktemp("paths")
    with served(OPERATIONS, "pathful", folder, ROUTES) as client:
        yield client


def called(service: Any, line: str, body: object = None) -> tuple[int, Any]:
    method, path = line.split()
    answer = service.request(method, path, json=body)
    return answer.status_code, answer.json()


def test_value_of_the_path_is_the_input(service: Any) -> None:
    assert called(service, "POST /rooms/12/bookings", {"guest": "Ada"}) == (200, "Ada@12x1")
    told = {"guest": "Ada", "nights": 3}
    assert called(service, "POST /rooms/12/bookings", told) == (200, "Ada@12x3")


def test_path_alone_is_enough_when_it_holds_every_input(service: Any) -> None:
    assert called(service, "PUT /rooms/3/shine") == (200, "shine3")
    assert called(service, "PUT /rooms/3/shine", {}) == (200, "shine3")


def test_inputs_called_as_the_body_is_do_not_collide(service: Any) -> None:
    assert called(service, "PATCH /mail/left/Ada", {"body_": "right"}) == (200, "Adaleftright")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("POST /rooms/12/bookings", {"guest": "Ada", "room": 13}),
        ("POST /rooms/12/bookings", {"guest": "Ada", "room": 12}),
        ("PUT /rooms/3/shine", {"room": 4}),
    ],
)
def test_body_that_tells_a_value_of_the_path_is_refused(
    service: Any, line: str, body: object
) -> None:
    status, problem = called(service, line, body)
    assert (status, problem["code"], problem["field"]) == (422, "input_invalid", "room")


def test_input_with_a_default_may_stand_in_a_path(service: Any) -> None:
    assert called(service, "GET /beds/attic?floor=3") == (200, "attic3")
    assert called(service, "GET /beds/attic") == (200, "attic1")


def test_body_of_an_operation_without_inputs_is_refused(service: Any) -> None:
    assert called(service, "POST /tidy") == (200, "tidy")
    status, problem = called(service, "POST /tidy", {"more": 1})
    assert (status, problem["field"]) == (422, "more")


def test_value_of_the_path_is_held_to_its_declaration(service: Any) -> None:
    for room in ("0", "100", "x"):
        status, problem = called(service, f"POST /rooms/{room}/bookings", {"guest": "Ada"})
        assert (status, problem["field"]) == (422, "path.room")


def test_document_of_the_service_tells_where_inputs_stand(service: Any) -> None:
    document = service.get("/openapi.json").json()
    book = document["paths"]["/rooms/{room}/bookings"]["post"]
    (parameter,) = book["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("room", "path", True)
    assert parameter["schema"]["maximum"] == 99
    named = book["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert sorted(document["components"]["schemas"][named]["properties"]) == ["guest", "nights"]
    clean = document["paths"]["/rooms/{room}/{body}"]["put"]
    assert [one["name"] for one in clean["parameters"]] == ["room", "body"]


def test_path_carries_simple_inputs_once(tmp_path: Path) -> None:
    routes = {**ROUTES, "clean": "PUT /rooms/{room}/{room}", "send": "PATCH /mail/{ids}"}
    listed = OPERATIONS.replace("{id: str, body: str", "{ids: 'list[str]', body: str")
    listed = listed.replace("id + body + body_", "'ids[0] + body + body_'")
    listed = listed.replace("id: Ada", "ids: [Ada]")
    with pytest.raises(AssertionError) as caught, extracted(listed, "twice", tmp_path, routes):
        pass
    assert "cannot carry `room`, which it names already" in str(caught.value)
    assert "cannot carry `ids`, which is a `list[str]`" in str(caught.value)


@pytest.mark.parametrize("line", ["GET /warmth/nan", "GET /warmth/inf", "GET /warm?degrees=nan"])
def test_number_of_a_url_is_finite(service: Any, line: str) -> None:
    status, problem = called(service, line)
    assert (status, problem["code"]) == (422, "input_invalid")
