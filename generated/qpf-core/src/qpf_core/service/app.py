"""All agents of a collection in one FastAPI application."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from qpf_core.service.agents import AgentService
from qpf_core.service.approvals import approvals_router
from qpf_core.service.audit import audit_router
from qpf_core.service.auth import Authenticator
from qpf_core.service.edge import Edge
from qpf_core.service.errors import PROBLEM_RESPONSES, install_error_handlers
from qpf_core.service.health import Phase, Probe, health_router
from qpf_core.service.limits import BodyLimit
from qpf_core.service.metrics import HttpMetrics
from qpf_core.service.parts import Part
from qpf_core.service.platform import Platform
from qpf_core.service.telemetry import telemetry_config

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_service(
    title: str,
    version: str,
    agents: Sequence[AgentService],
    platform: Platform,
    parts: Sequence[Part] = (),
) -> FastAPI:
    """Return the application of `agents`, which start in their order and drain in the reverse one.

    `parts` start after the agents. Besides the routes of both there are `/livez`, `/readyz`,
    `/metrics`, the approvals, and the audit log.
    """
    settings = platform.settings
    phase = Phase()
    metrics = HttpMetrics(platform.metrics.registry)
    app = FastAPI(
        title=title,
        version=version,
        lifespan=_lifespan(agents, parts, platform, phase),
        openapi_url="/openapi.json" if settings.docs else None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        telemetry=telemetry_config(settings),
    )
    app.state.phase = phase
    app.state.agents = tuple(agents)
    install_error_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(
        Edge,
        authenticator=Authenticator(
            settings.api_keys, platform.signer_of_requests, settings.jwt_audience
        ),
        metrics=metrics,
        require_auth=settings.require_auth,
    )
    _include(app, (part for part in parts if part.hot))
    _include(app, (part for part in parts if part.early and not part.hot))
    app.include_router(
        health_router(phase, _probes(platform, parts), metrics, settings.readiness_timeout_s)
    )
    app.include_router(approvals_router(agents), responses=PROBLEM_RESPONSES)
    app.include_router(audit_router(agents, platform), responses=PROBLEM_RESPONSES)
    for agent in agents:
        platform.register(agent.name, agent.invoke)
        if agent.invoke and agent.runtime.declaration.speaks("packetenvelope", "messagesqueue"):
            agent.runtime.background.serve(agent.invoke)
        app.include_router(agent.router, responses=PROBLEM_RESPONSES)
    _include(app, (part for part in parts if not (part.early or part.hot)))
    return app


def _include(app: FastAPI, parts: Iterable[Part]) -> None:
    for part in parts:
        if part.router is not None:
            app.include_router(part.router, responses=PROBLEM_RESPONSES)


def _probes(platform: Platform, parts: Sequence[Part]) -> dict[str, Probe]:
    probes = dict(platform.probes())
    for part in parts:
        probes.update({f"{part.name}_{name}": probe for name, probe in part.probes.items()})
    return probes


def _lifespan(
    agents: Sequence[AgentService], parts: Sequence[Part], platform: Platform, phase: Phase
) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(platform.aclose)
            for agent in agents:
                stack.push_async_callback(agent.runtime.close)
                await agent.runtime.start()
                stack.push_async_callback(agent.runtime.drain)
            for part in parts:
                if part.run is not None:
                    await stack.enter_async_context(part.run())
            phase.name = "serving"
            try:
                yield
            finally:
                phase.name = "draining"

    return lifespan


def _operation_id(route: APIRoute) -> str:
    """Name operations as `<agent>_<endpoint>`: stable, and unique as long as the endpoints are."""
    return "_".join([*(str(tag) for tag in route.tags[:1]), route.name])
