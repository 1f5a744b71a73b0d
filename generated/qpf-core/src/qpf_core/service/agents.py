"""An agent as a service mounts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter

from qpf_core.agent.runtime import AgentRuntime
from qpf_core.errors import NotFound
from qpf_core.partners import Invoke
from qpf_core.service.platform import Platform


@dataclass(frozen=True, slots=True)
class AgentService:
    """A runtime, its routes, and its operations for partners of the same process."""

    runtime: AgentRuntime
    router: APIRouter
    invoke: Mapping[str, Invoke] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the agent."""
        return self.runtime.name


Served = Callable[[Platform], AgentService]


def serve_agents(platform: Platform, known: Mapping[str, Served]) -> tuple[AgentService, ...]:
    """Return the agents that this process serves: all of `known`, or those the settings name.

    One process an agent needs `redis_url` and `partner_urls`, so that they reach one another.
    """
    wanted = platform.settings.agents or tuple(known)
    for name in wanted:
        if name not in known:
            raise NotFound(f"agents: there is no `{name}`; known are {', '.join(known)}")
    return tuple(serve(platform) for name, serve in known.items() if name in wanted)
