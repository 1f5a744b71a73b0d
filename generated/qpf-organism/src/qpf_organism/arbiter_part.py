"""The arbiter as a part of a service: a beat on demand, over HTTP."""

import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Protocol

import anyio
from fastapi import APIRouter, Body, Query
from pydantic import JsonValue

from qpf_core.service import JsonRoute, Part, Platform
from qpf_organism.arbiter import Integrated, Wraps


class ClosingArbiter(Wraps, Protocol):
    """An arbiter with workers to let go of."""

    def close(self) -> None:
        """End them."""


Build = Callable[[bool], ClosingArbiter]
"""Makes an arbiter whose genome follows the health, or stays the base one."""


class _Desk:
    """One arbiter of each kind, made when it is first asked for; a beat at a time."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._made: dict[bool, ClosingArbiter] = {}
        self._turn = threading.Lock()
        self.last: Mapping[str, Any] = {}

    def beat(self, health: Mapping[str, JsonValue] | None, adaptive: bool) -> Integrated:
        """Run the organs on a health, or on the organism's own."""
        with self._turn:
            if adaptive not in self._made:
                self._made[adaptive] = self._build(adaptive)
            answer = self._made[adaptive].time_wrap(health)
        self.last = dict(answer)
        return answer

    def close(self) -> None:
        """End all workers."""
        with self._turn:
            for arbiter in self._made.values():
                arbiter.close()
            self._made.clear()


def part_of_arbiter(name: str, platform: Platform, path: str, build: Build) -> Part:
    """Return the part that beats at a POST of `path` and tells of its last beat.

    The body is a health of which any sense may be absent, no body is the organism's own; what is no
    health is answered with 422 and the sense.
    """
    desk = _Desk(build)
    router = APIRouter(tags=[name], route_class=JsonRoute)

    @router.post(path)
    def time_wrap(
        health: Annotated[dict[str, JsonValue] | None, Body()] = None,
        adaptive: Annotated[bool, Query()] = True,
    ) -> dict[str, Any]:
        """Run every organ on a health and weigh what they give."""
        return dict(desk.beat(health, adaptive))

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(desk.close)

    platform.tell(name, lambda: desk.last)
    return Part(name=name, router=router, run=run)
