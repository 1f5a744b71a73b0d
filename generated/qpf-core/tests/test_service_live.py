"""Live items over real WebSockets: everybody sees everything, and nobody waits for the slow."""

import asyncio
import json
from typing import Any

import pytest
from live_samples import build, reading, served, until
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from qpf_core.service import LiveHub

pytestmark = pytest.mark.anyio

LARGE = "x" * 200_000
LIMIT_S = 30.0


async def received(connection: Any, count: int) -> list[dict[str, Any]]:
    """Return the next `count` items of `connection`."""
    async with asyncio.timeout(LIMIT_S):
        return [json.loads(await connection.recv()) for _ in range(count)]


async def test_two_readers_see_every_item() -> None:
    hub = LiveHub()
    async with (
        served(hub) as url,
        reading(f"{url}/live", hub) as one,
        reading(f"{url}/all", hub) as two,
    ):
        for number in range(50):
            hub.publish({"id": number})
        expected = [{"id": number, "dropped": 0} for number in range(50)]
        assert await received(one, 50) == expected
        assert await received(two, 50) == expected
        assert hub.counters() == {"connections": 2, "sent": 100, "dropped": 0}


async def test_the_first_reader_is_waited_for() -> None:
    """And when the last one left, nobody is there."""
    hub = LiveHub()
    assert not hub.is_watched
    async with served(hub) as url:
        for _ in range(2):
            async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as tasks:
                tasks.create_task(hub.watched())
                async with reading(f"{url}/live", hub):
                    assert hub.is_watched
            await until(hub, connections=0)
            assert not hub.is_watched


async def test_a_reader_gets_only_what_it_asked_for() -> None:
    hub = LiveHub()
    async with served(hub) as url, reading(f"{url}/live?wanted=7", hub) as connection:
        hub.publish({"id": 6})
        hub.publish({"id": 7, "layer": "perlin", "dropped": "a name of its own"})
        assert await received(connection, 1) == [{"id": 7, "layer": "perlin", "dropped": 0}]


async def test_an_item_is_sent_as_it_was_when_it_was_published() -> None:
    hub = LiveHub()
    item: dict[str, Any] = {}
    async with served(hub) as url, reading(f"{url}/all", hub) as connection:
        hub.publish(item)
        item["later"] = True
        assert await received(connection, 1) == [{"dropped": 0}]


async def test_a_slow_reader_loses_items_that_are_counted_and_slows_nobody() -> None:
    hub = LiveHub(limit=4, send_timeout_s=LIMIT_S)
    async with (
        served(hub) as url,
        reading(f"{url}/all", hub) as quick,
        reading(f"{url}/all", hub, max_queue=1) as slow,
    ):
        for number in range(150):  # more than the buffers of the system hold
            hub.publish({"id": number, "load": LARGE})
            [item] = await received(quick, 1)
            assert (item["id"], item["dropped"]) == (number, 0)
        lost = hub.counters()["dropped"]
        assert lost > 0
        got = await received(slow, 150 - lost)
        numbers = [item["id"] for item in got]
        assert numbers == sorted(set(numbers))
        assert numbers[-1] == 149
        assert got[-1]["dropped"] == lost


async def test_a_reader_that_takes_nothing_for_too_long_is_left() -> None:
    hub = LiveHub(limit=4, send_timeout_s=0.01)
    async with served(hub) as url, reading(f"{url}/all", hub, max_queue=1) as stuck:
        async with asyncio.timeout(LIMIT_S):
            while hub.counters()["connections"]:
                hub.publish({"load": LARGE})
                await asyncio.sleep(0)
        counters = hub.counters()
        assert counters["dropped"] > 0
        with pytest.raises(ConnectionClosed):
            await received(stuck, counters["sent"] + 2)


async def test_closing_leaves_no_task_behind() -> None:
    hub = LiveHub()
    async with served(hub) as url:
        before = asyncio.all_tasks()
        async with reading(f"{url}/all", hub) as connection:
            await connection.send("nobody listens to this")
            hub.publish({"id": 1})
            await received(connection, 1)
        async with asyncio.timeout(LIMIT_S):
            await until(hub, connections=0)
            while asyncio.all_tasks() - before:
                await asyncio.sleep(0)
        hub.publish({"id": 2})
        assert hub.counters()["sent"] == 1


async def test_a_server_that_stops_closes_its_readers() -> None:
    hub = LiveHub()
    async with served(hub) as url:
        reader = reading(f"{url}/all", hub)
        connection = await reader.__aenter__()
    with pytest.raises(ConnectionClosed):
        await received(connection, 1)
    await reader.__aexit__(None, None, None)
    assert hub.counters()["connections"] == 0


async def test_a_page_of_another_site_is_refused() -> None:
    hub = LiveHub()
    async with served(hub) as url:
        with pytest.raises(InvalidStatus) as caught:
            async with reading(f"{url}/all", hub, origin="http://elsewhere.example"):
                raise AssertionError("the connection was accepted")
        assert caught.value.response.status_code == 403
        own = url.replace("ws:", "http:")
        async with reading(f"{url}/all", hub, origin=own) as connection:
            hub.publish({"id": 1})
            assert await received(connection, 1) == [{"id": 1, "dropped": 0}]


async def test_a_number_that_json_cannot_carry_is_refused() -> None:
    hub = LiveHub()
    hub.publish({"value": float("nan")})
    async with served(hub) as url, reading(f"{url}/all", hub):
        with pytest.raises(ValueError, match="JSON"):
            hub.publish({"value": float("nan")})


@pytest.mark.parametrize("lost", [OSError("reset"), None])
async def test_a_connection_that_breaks_while_it_is_written_to_ends_quietly(
    lost: OSError | None,
) -> None:
    hub = LiveHub(send_timeout_s=0.01)
    messages = [{"type": "websocket.connect"}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        if message["type"] == "websocket.accept":
            return
        if lost is not None:
            raise lost
        await asyncio.Event().wait()

    scope = {"type": "websocket", "headers": [], "path": "/"}
    serving = asyncio.create_task(hub.serve(WebSocket(scope, receive, send)))
    await until(hub, connections=1)
    hub.publish({"id": 1})
    async with asyncio.timeout(LIMIT_S):
        await serving
    assert hub.counters()["sent"] == 0
    assert hub.counters()["connections"] == 0


def test_the_test_client_speaks_to_it_too() -> None:
    hub = LiveHub()
    with TestClient(build(hub)) as client, client.websocket_connect("/live"):
        assert hub.counters()["connections"] == 1
    assert hub.counters()["connections"] == 0
    with TestClient(build(hub)) as client, pytest.raises(WebSocketDisconnect) as caught:
        headers = {"Origin": "http://elsewhere.example"}
        with client.websocket_connect("/live", headers=headers):
            raise AssertionError("the connection was accepted")
    assert caught.value.code == 1008
