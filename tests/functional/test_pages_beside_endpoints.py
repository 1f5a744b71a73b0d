"""A browser gets the page where an endpoint, or the core, answers programs at the same path."""

from collections.abc import Iterator
from typing import Any

import pytest
from emitted_agent import served

PATHS = ("/", "/rooms", "/rooms/attic", "/livez", "/rooms-attic")
SERVICE = """
operations:
  - name: rooms
    summary: Tell the rooms.
    output: "list[str]"
    steps: [{return: "['hall']"}]
    examples: [{given: {}, expect: [hall]}]
  - name: room
    summary: Tell a room.
    input: {name: str}
    output: str
    steps: [{return: name}]
    examples: [{given: {name: hall}, expect: hall}]
servicecard: {path: /rooms/card.json, category: hotel}
pages:
""" + "".join(
    f"  - {{path: {path}, title: 'At {path}', blocks: [{{kind: text, title: Hello}}]}}\n"
    for path in PATHS
)
ROUTES = {"rooms": "GET /rooms", "room": "GET /rooms/{name}"}


@pytest.fixture(name="service", scope="module")
def whole_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of the emitted service, in memory."""
    folder = tmp_path_factory.mktemp("beside")
    with served(SERVICE, "beside", folder, ROUTES) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_browser_gets_the_page(service: Any, path: str) -> None:
    answer = service.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert f"<h1>At {path}</h1>" in answer.text


def test_programs_get_the_answer(service: Any) -> None:
    assert service.get("/rooms").json() == ["hall"]
    assert service.get("/rooms/attic").json() == "attic"
    assert service.get("/livez", headers={"Accept": "*/*"}).json() == {"status": "alive"}


def test_card_stands_beside_an_endpoint_with_a_parameter(service: Any) -> None:
    assert service.get("/rooms/card.json").json()["category"] == "hotel"
