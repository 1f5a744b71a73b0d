"""A small service around the sample agent, for tests over HTTP."""

import asyncio
from typing import Any

from agent_samples import ADMIN, DEPLOY, READ, SAMPLE, SLOW, echo
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, Field

from qpf_core.agent import AgentDeclaration, Context
from qpf_core.errors import NotFound
from qpf_core.service import AgentService, Platform, create_service, requires

GOVERNOR = {"X-API-Key": "key-of-igor"}
READER = {"X-API-Key": "key-of-ada"}
KEYS = {
    "igor": {"key": "key-of-igor", "roles": ["governance_token"]},
    "ada": {"key": "key-of-ada", "roles": []},
}


class Body(BaseModel):
    """Body of a request."""

    value: float = Field(ge=0)


def platform(**changes: Any) -> Platform:
    """Return a platform in memory with two known callers."""
    return Platform.embedded(**({"api_keys": KEYS} | changes))


def build(ground: Platform, declaration: AgentDeclaration = SAMPLE) -> FastAPI:
    """Return the service."""
    runtime = ground.agent(declaration)
    router = APIRouter(tags=["sample"])

    @router.post("/read", dependencies=[requires(READ)])
    async def read(body: Body) -> float:
        """Return the value."""
        return await runtime.run(READ, echo, value=body.value)

    @router.post("/admin", dependencies=[requires(ADMIN)])
    async def admin(body: Body) -> float:
        """Return the value to a governor."""
        return await runtime.run(ADMIN, echo, value=body.value)

    @router.post("/deploy")
    async def deploy(body: Body) -> float:
        """Return the value once a human agreed."""
        return await runtime.run(DEPLOY, echo, value=body.value)

    @router.get("/who")
    async def who() -> list[str]:
        """Return caller and correlation id."""

        async def body(ctx: Context) -> list[str]:
            return [ctx.subject, ctx.correlation_id]

        return await runtime.run(READ, body)

    @router.get("/slow")
    async def slow() -> None:
        """Never finish."""

        async def body(_ctx: Context) -> None:
            await asyncio.Event().wait()

        await runtime.run(SLOW, body)

    @router.get("/patient")
    async def patient() -> None:
        """Never finish, unless the caller says when."""

        async def body(_ctx: Context) -> None:
            await asyncio.Event().wait()

        await runtime.run(READ, body)

    @router.get("/missing")
    async def missing() -> None:
        """Find nothing."""
        raise NotFound("no such thing")

    @router.get("/broken")
    async def broken() -> None:
        """Fail in a way that nobody declared."""
        raise ZeroDivisionError("a detail that must not leak")

    return create_service("Sample", "1.2.3", (AgentService(runtime, router),), ground)
