"""Liveness, readiness and metrics: what an orchestrator asks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Response
from pydantic import BaseModel

from qpf_core.service.metrics import HttpMetrics

Probe = Callable[[], Awaitable[object]]


class Liveness(BaseModel):
    """The process runs."""

    status: str = "alive"


class Readiness(BaseModel):
    """Whether requests are welcome, and how each dependency answered."""

    status: str
    checks: dict[str, str]


@dataclass(slots=True)
class Phase:
    """Where a service is in its life: `starting`, `serving`, `draining`."""

    name: str = field(default="starting")


def health_router(
    phase: Phase, probes: Mapping[str, Probe], metrics: HttpMetrics, timeout_s: float
) -> APIRouter:
    """Return the routes; each probe of a dependency may take `timeout_s`."""
    router = APIRouter(tags=["health"])

    @router.get("/livez")
    async def livez() -> Liveness:
        """Tell that the process runs; asks no dependency."""
        return Liveness()

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """Tell whether requests are welcome."""
        answers = await asyncio.gather(*(_ask(probe, timeout_s) for probe in probes.values()))
        checks = dict(zip(probes, answers, strict=True))
        ready = phase.name == "serving" and all(answer == "ok" for answer in answers)
        if not ready:
            response.status_code = 503
        status = "ready" if ready else phase.name if phase.name != "serving" else "degraded"
        return Readiness(status=status, checks=checks)

    @router.get("/metrics", include_in_schema=False)
    async def exposition() -> Response:
        """Return the metrics of the service in the Prometheus text format."""
        return metrics.exposition()

    return router


async def _ask(probe: Probe, timeout_s: float) -> str:
    """Return `ok`, `timeout`, or the kind of failure; its details are not for the public."""
    try:
        async with asyncio.timeout(timeout_s):
            await probe()
    except TimeoutError:
        return "timeout"
    except Exception as error:  # pylint: disable=broad-exception-caught
        return type(error).__name__
    return "ok"
