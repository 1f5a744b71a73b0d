"""An agent as a service mounts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter

from qpf_core.agent.runtime import AgentRuntime
from qpf_core.partners import Invoke


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
