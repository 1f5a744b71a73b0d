"""The console and workers in one process, where the bus lives: run by the demonstration.

Separate processes need a server between them; the embedded bus belongs to one process.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio
from fastapi import FastAPI
from veze_qnetworks import app
from veze_qnetworks.settings import Settings
from veze_qnetworks.streaming.workers import WORKERS

from qpf_core.service import Platform, main


def with_workers(names: Sequence[str], platform: Platform) -> FastAPI:
    """Build the service and let workers run as long as it serves."""
    service = app.build(platform)
    served = service.router.lifespan_context

    @asynccontextmanager
    async def lifespan(own: FastAPI) -> AsyncIterator[None]:
        async with served(own), anyio.create_task_group() as tasks:
            workers = [WORKERS[name](platform, f"{name}-demo") for name in names]
            for worker in workers:
                tasks.start_soon(worker.run)
            yield
            for worker in workers:
                worker.drain()

    service.router.lifespan_context = lifespan
    return service


if __name__ == "__main__":
    names = sys.argv[1:]
    sys.exit(main(["serve"], lambda platform: with_workers(names, platform), settings=Settings))
