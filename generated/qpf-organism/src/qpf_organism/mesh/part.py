"""A mesh beside the agents of a service: it delivers while the service runs, and tells how."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import anyio.to_thread
from fastapi import APIRouter

from qpf_core.service import Part, Platform
from qpf_organism.mesh.mesh import Mesh

__all__ = ["Feed", "part_of_mesh"]


@dataclass(frozen=True, slots=True)
class Feed:
    """What the mesh carries by itself: the vitals that `source` tells, each `every_s` seconds."""

    source: str
    every_s: float


def part_of_mesh(
    platform: Platform, name: str, mesh: Mesh, path: str, feed: Feed | None = None
) -> Part:
    """Return the part that runs `mesh`, serves its vitals at `path`, and tells them live.

    With a `feed` every node keeps hearing of its source.
    """
    router = APIRouter(tags=[name])

    @router.get(path, name="vitals")
    async def vitals() -> dict[str, Any]:
        """Tell what the mesh carried: counts, queues, latency in milliseconds."""
        return mesh.vitals()

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        mesh.start()
        try:
            async with anyio.create_task_group() as tasks:
                if feed is not None:
                    tasks.start_soon(_feed, platform, mesh, feed)
                yield
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(mesh.stop)

    platform.tell(name, mesh.vitals)
    return Part(name=name, router=router, run=run)


async def _feed(platform: Platform, mesh: Mesh, feed: Feed) -> None:
    while True:
        tell = platform.vitals().get(feed.source)
        if tell is not None:
            mesh.broadcast(feed.source, tell())
        await platform.clock.sleep(feed.every_s)
