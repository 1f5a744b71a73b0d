"""Live items to many WebSocket readers: each has its own bounded queue, none waits for another."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import anyio
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect

Accepts = Callable[[Mapping[str, Any]], bool]

FOREIGN_PAGE = 1008
"""Close code for a page of another site: the browser would let it read what only this one may."""


class LiveHub:
    """Hands each published item to every connected reader.

    A reader that cannot keep up loses its oldest items; each item carries, as `dropped`, how many
    its reader lost so far. Use it from the thread of the event loop only.
    """

    def __init__(self, *, limit: int = 256, send_timeout_s: float = 5.0) -> None:
        """Keep at most `limit` items a reader; leave one that takes none for `send_timeout_s`."""
        self._limit = limit
        self._send_timeout_s = send_timeout_s
        self._readers: dict[int, _Reader] = {}
        self._watched = asyncio.Event()
        self._sent = 0
        self._dropped = 0

    def publish(self, item: Mapping[str, Any]) -> None:
        """Queue `item` for every reader that accepts it, as it is now; never waits.

        It must be made of JSON types. Raises ValueError for a number that is not finite, when
        there is a reader.
        """
        wanted = [reader for reader in self._readers.values() if reader.accepts(item)]
        if not wanted:
            return
        rest = {name: value for name, value in item.items() if name != "dropped"}
        text = json.dumps(rest, separators=(",", ":"), allow_nan=False)
        for reader in wanted:
            self._dropped += reader.offer(text)

    async def serve(self, socket: WebSocket, accepts: Accepts | None = None) -> None:
        """Accept `socket` and send it what is published and accepted until either side closes it.

        A browser on a page of another site is refused. No task outlives the call.
        """
        if not is_same_site(socket):
            await socket.close(FOREIGN_PAGE, "another site")
            return
        reader = _Reader(self._limit, accepts or _everything)
        self._readers[id(reader)] = reader
        self._watched.set()
        try:
            await socket.accept()
            async with anyio.create_task_group() as both:
                both.start_soon(_until_closed, socket, both.cancel_scope)
                await self._write(socket, reader)
                both.cancel_scope.cancel()
        finally:
            del self._readers[id(reader)]
            if not self._readers:
                self._watched.clear()

    @property
    def is_watched(self) -> bool:
        """Whether there is a reader; without one, items need not even be made."""
        return bool(self._readers)

    async def watched(self) -> None:
        """Return as soon as there is a reader."""
        await self._watched.wait()

    def counters(self) -> Mapping[str, int]:
        """Return `connections` now, and items `sent` and `dropped` since the start."""
        return {
            "connections": len(self._readers),
            "sent": self._sent,
            "dropped": self._dropped,
        }

    async def _write(self, socket: WebSocket, reader: "_Reader") -> None:
        while True:
            text = await reader.take()
            try:
                async with asyncio.timeout(self._send_timeout_s):
                    await socket.send_text(text)
            except WebSocketDisconnect:
                return
            except TimeoutError:
                self._dropped += 1 + len(reader.waiting)
                return  # a close frame would wait behind the item; the server ends the connection
            self._sent += 1


class _Reader:
    """What one connection still has to be sent."""

    def __init__(self, limit: int, accepts: Accepts) -> None:
        self.accepts = accepts
        self.waiting: deque[str] = deque()
        self._limit = limit
        self._arrived = asyncio.Event()
        self._dropped = 0

    def offer(self, text: str) -> int:
        """Queue an item and return how many older ones had to go for it."""
        lost = int(len(self.waiting) >= self._limit)
        if lost:
            self.waiting.popleft()
            self._dropped += 1
        self.waiting.append(text)
        self._arrived.set()
        return lost

    async def take(self) -> str:
        """Wait for the oldest item and return it with the count of those lost."""
        while not self.waiting:
            self._arrived.clear()
            await self._arrived.wait()
        fields = self.waiting.popleft()[:-1]
        comma = "," if len(fields) > 1 else ""
        return f'{fields}{comma}"dropped":{self._dropped}}}'


def is_same_site(socket: HTTPConnection) -> bool:
    """Tell whether the page that asks came from this host; programs send no origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")


def _everything(_item: Mapping[str, Any]) -> bool:
    return True


async def _until_closed(socket: WebSocket, writing: anyio.CancelScope) -> None:
    """Read and forget until the other side closes, which nobody would notice without reading."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue
    writing.cancel()
