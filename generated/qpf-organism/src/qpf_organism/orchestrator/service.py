"""The orchestrator behind HTTP: tasks in, results out, and how the peers are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, JsonValue

from qpf_core.service import JsonRoute, Part
from qpf_organism.orchestrator.orchestrator import Orchestrator, PeerState
from qpf_organism.orchestrator.task import Task


class TaskBody(BaseModel):
    """A task as callers write it; the deadline is in milliseconds."""

    func: Annotated[str, Field(min_length=1, max_length=128)]
    args: dict[str, JsonValue] = {}
    deadline_ms: Annotated[int, Field(ge=1, le=600_000)] = 5_000


class TaskDone(BaseModel):
    """The result of a task, the peer that gave it, and how many peers were tried."""

    result: JsonValue
    peer: str
    attempts: int


def orchestrator_part(name: str, orchestrator: Orchestrator) -> Part:
    """Return the part that takes tasks at `/tasks` and shows the peers at `/tasks/peers`."""
    router = APIRouter(tags=[name], route_class=JsonRoute)

    @router.post("/tasks")
    async def dispatch(body: TaskBody) -> TaskDone:
        """Run a task at the least loaded peer that works."""
        done = await orchestrator.dispatch(
            Task(func=body.func, args=body.args, deadline_s=body.deadline_ms / 1000)
        )
        return TaskDone(result=done.result, peer=done.peer, attempts=done.attempts)

    @router.get("/tasks/peers")
    async def peers() -> dict[str, PeerState]:
        """Return health and load of every peer, by id."""
        return dict(orchestrator.states())

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        watching = asyncio.create_task(orchestrator.watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await orchestrator.close()

    return Part(name=name, router=router, run=run)
