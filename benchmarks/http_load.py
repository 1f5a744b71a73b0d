"""A bounded load over plain sockets: `http_load.py URL SECONDS CONNECTIONS FILE [TYPE]`.

Posts the bytes of FILE over keep-alive connections, one request at a time on each, and prints
requests per second and percentiles as JSON. It spends little itself, so that what is measured is
the server.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

_WARM_S = 0.5


class Poster(asyncio.Protocol):
    """One connection: posts again as soon as the answer is whole, until told to stop."""

    def __init__(self, request: bytes) -> None:
        """Post `request`, head and body."""
        self.seen: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self._request = request
        self._until = 0.0
        self._begun = 0.0
        self._held = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def begin(self, seconds: float) -> None:
        """Post for so long."""
        self.seen, self.done = [], asyncio.get_running_loop().create_future()
        self._until = time.perf_counter() + seconds
        self._post()

    def data_received(self, data: bytes) -> None:
        """Take what came; go on when the answer is whole."""
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(self._held.decode("utf-8", "replace")))
            return
        self._held = b""
        self.seen.append(time.perf_counter() - self._begun)
        self._post()

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail when the server ended the connection."""
        if not self.done.done():
            self.done.set_exception(RuntimeError(f"the connection was lost: {exc}"))

    def _post(self) -> None:
        self._begun = time.perf_counter()
        if self._begun >= self._until:
            self.done.set_result(None)
            return
        assert self._transport is not None
        self._transport.write(self._request)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise RuntimeError("an answer has no length")


async def load(
    url: str, seconds: float, connections: int, body: bytes, kind: str
) -> dict[str, float]:
    """Post `body` over `connections`; return requests per second and percentiles in ms."""
    where = urlsplit(url)
    host, port = where.hostname or "127.0.0.1", where.port or 80
    path = where.path + (f"?{where.query}" if where.query else "")
    head = f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: {kind}\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    loop = asyncio.get_running_loop()
    posters = [
        (await loop.create_connection(lambda: Poster(request), host, port))[1]
        for _ in range(connections)
    ]
    for length in (_WARM_S, seconds):
        began = time.perf_counter()
        for poster in posters:
            poster.begin(length)
        await asyncio.gather(*(poster.done for poster in posters))
        took = time.perf_counter() - began
    seen = sorted(one for poster in posters for one in poster.seen)
    return {
        "per_s": len(seen) / took,
        "p50_ms": seen[len(seen) // 2] * 1000,
        "p95_ms": seen[int(len(seen) * 0.95)] * 1000,
    }


if __name__ == "__main__":
    target, span, count, file, *kinds = sys.argv[1:]
    content = Path(file).read_bytes()
    media = kinds[0] if kinds else "application/octet-stream"
    found = asyncio.run(load(target, float(span), int(count), content, media))
    sys.stdout.write(json.dumps(found) + "\n")
