"""What joins the agents in the process of a service: routes and work of its own."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from fastapi import APIRouter

from qpf_core.service.health import Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a service that is no agent.

    `router` is mounted as it is, before all other routes when the part is `hot`: requests try the
    routes in order, which is felt where they are many and short. An `early` one, whose routes step
    back where others are meant, comes before the core and the agents. `run` is entered once the
    agents are started and left while the service drains; `probes` join what readiness asks.
    """

    name: str
    router: APIRouter | None = None
    hot: bool = False
    early: bool = False
    run: Callable[[], AbstractAsyncContextManager[None]] | None = None
    probes: Mapping[str, Probe] = field(default_factory=dict)
