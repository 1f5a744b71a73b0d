"""Where and how an agent runs, as its schema says; documents and deployment files say the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfiguration:
    """The process of one agent: sizes per replica in Kubernetes units, cores as a count."""

    agent: str
    environment: str
    runtime: str
    api_mode: str
    replicas: int
    cpu: int
    memory: str
    disk: str
    health_path: str
    dashboard: str
