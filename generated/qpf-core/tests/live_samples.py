"""A live hub behind a real server on loopback, in the event loop of the test."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import ClientConnection, connect

from qpf_core.service import LiveHub


def build(hub: LiveHub) -> FastAPI:
    """Return an application with `hub` at `/live`; `?wanted=` chooses by the item's `id`."""
    app = FastAPI()

    @app.websocket("/live")
    async def live(socket: WebSocket, wanted: int | None = None) -> None:
        """Send live items."""

        def accepts(item: Mapping[str, Any]) -> bool:
            return wanted is None or item.get("id") == wanted

        await hub.serve(socket, accepts)

    @app.websocket("/all")
    async def everything(socket: WebSocket) -> None:
        """Send all live items."""
        await hub.serve(socket)

    return app


@asynccontextmanager
async def served(hub: LiveHub) -> AsyncIterator[str]:
    """Serve `hub` and yield the URL without a path."""
    config = uvicorn.Config(build(hub), port=0, log_level="error", lifespan="off")
    listener = config.bind_socket()
    listener.listen()
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def reading(url: str, hub: LiveHub, **options: Any) -> AsyncIterator[ClientConnection]:
    """Yield a connection that `hub` already knows; without compression, so that sizes count."""
    known = hub.counters()["connections"]
    async with connect(url, compression=None, **options) as connection:
        await until(hub, connections=known + 1)
        yield connection


async def until(hub: LiveHub, **expected: int) -> None:
    """Let the loop run until the counters of `hub` are at least `expected`, or exactly for 0."""
    while not all(
        hub.counters()[name] == value if value == 0 else hub.counters()[name] >= value
        for name, value in expected.items()
    ):
        await asyncio.sleep(0)
