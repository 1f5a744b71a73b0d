"""Feeds: live items of a platform at a WebSocket path."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, WebSocket

from qpf_core.service.live import LiveHub
from qpf_core.service.pages.pointers import found_at
from qpf_core.service.platform import Platform

Tap = Callable[[Platform, LiveHub], None]
"""Connects something that happens in the service to a hub, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The hub `name` of a platform, at `path`.

    `filters` are query parameters: each keeps the items whose value at its JSON pointer is the
    one given. With `every_s` the feed itself publishes what the parts of the service tell of
    themselves, while somebody watches.
    """

    path: str
    name: str
    summary: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    taps: tuple[Tap, ...] = ()
    every_s: float = 0.0


def add_feed(router: APIRouter, feed: Feed, platform: Platform) -> None:
    """Give `router` the WebSocket of `feed`, and let its taps publish there."""
    hub = platform.live(feed.name)
    for tap in feed.taps:
        tap(platform, hub)

    async def live(socket: WebSocket) -> None:
        """Send items until either side leaves."""
        wanted = {
            pointer: value
            for name, pointer in feed.filters.items()
            if (value := socket.query_params.get(name))
        }

        def accepts(item: Mapping[str, Any]) -> bool:
            return all(str(found_at(item, at)) == value for at, value in wanted.items())

        await hub.serve(socket, accepts)

    router.add_api_websocket_route(feed.path, live, name=feed.name)


@asynccontextmanager
async def sampling(feeds: tuple[Feed, ...], platform: Platform) -> AsyncIterator[None]:
    """Publish for the feeds with `every_s`, as long as the context is entered."""
    tasks = [asyncio.create_task(_sample(one, platform)) for one in feeds if one.every_s > 0]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _sample(feed: Feed, platform: Platform) -> None:
    hub = platform.live(feed.name)
    while True:
        await asyncio.sleep(feed.every_s)
        if hub.counters()["connections"]:
            hub.publish({name: dict(tell()) for name, tell in platform.vitals().items()})
