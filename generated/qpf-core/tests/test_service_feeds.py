"""Live feeds and the service card, beside the pages that use them."""

from collections.abc import Iterator

import pytest
from pages_samples import CARD, build
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from qpf_core.service import Platform
from qpf_core.service.pages.pointers import found_at


@pytest.fixture
def platform() -> Platform:
    """Return a platform in memory."""
    return Platform.embedded()


@pytest.fixture
def client(platform: Platform) -> Iterator[TestClient]:
    """Return a client of the sample service."""
    with TestClient(build(platform)) as opened:
        yield opened


def test_a_feed_wants_credentials_where_everything_does() -> None:
    keyed = Platform.embedded(api_keys={"ada": {"key": "key-of-ada"}}, require_auth=True)
    with TestClient(build(keyed)) as guarded:
        for wrong in ({}, {"X-API-Key": "key-of-eve"}):
            with (
                pytest.raises(WebSocketDisconnect) as caught,
                guarded.websocket_connect("/ws/items", headers=wrong),
            ):
                raise AssertionError("the connection was accepted")
            assert caught.value.code == 1008
        with guarded.websocket_connect("/ws/items", headers={"X-API-Key": "key-of-ada"}):
            assert keyed.live("items").counters()["connections"] == 1


def test_a_feed_hands_on_what_is_published_and_wanted(
    client: TestClient, platform: Platform
) -> None:
    assert client.portal is not None
    assert "tapped" in platform.vitals()
    with client.websocket_connect("/ws/items?id=7&other=1") as socket:
        for number in (6, 7):
            client.portal.call(platform.live("items").publish, {"id": number})
        assert socket.receive_json() == {"id": 7, "dropped": 0}


def test_a_feed_can_tell_what_the_parts_tell(client: TestClient, platform: Platform) -> None:
    platform.tell("pulse", lambda: {"rate": 1000})
    with client.websocket_connect("/ws/vitals") as socket:
        item = socket.receive_json()
    assert item["pulse"] == {"rate": 1000}
    assert item["tapped"]["connections"] == 0


def test_the_card_tells_who_this_is_and_how_it_is_reached(client: TestClient) -> None:
    card = client.get(CARD.path).json()
    routes = card.pop("routes")
    assert card == {
        "name": "Sample",
        "version": "1.2.3",
        "category": "test",
        "status": "serving",
        "scopes": ["read"],
        "events": ["born"],
    }
    assert {"GET /card.json", "GET /run", "POST /send/{name}", "WS /ws/items"} <= set(routes)
    assert routes == sorted(routes)


def test_pointers_find_values_or_nothing() -> None:
    item = {"a": [{"b/c": 1}], "~": 2}
    assert found_at(item, "/a/0/b~1c") == 1
    assert found_at(item, "/~0") == 2
    assert found_at(item, "") == item
    for pointer in ("/a/1", "/a/x", "/b", "/a/0/b~1c/d"):
        assert found_at(item, pointer) is None
