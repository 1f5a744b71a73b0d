"""How the agent runs and how it is reached."""

from typing import Annotated, Literal

from pydantic import Field

from qpf.sections.spec_base import Path, SectionModel, Text, Token

__all__ = ["DeploymentSpec", "Endpoint", "ResourcesSpec", "TelemetrySpec"]


class Endpoint(SectionModel):
    """One HTTP endpoint."""

    name: Token
    """Name of the endpoint, and of its operation unless `operation` says else."""
    path: Text
    """URL path, from `/`. `{input}` in it carries that input, which then stands neither in the body
    nor in the query."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    """HTTP method."""
    timeout_ms: Annotated[int, Field(gt=0, le=600_000)]
    """Deadline in milliseconds."""
    auth_required: Token | None = None
    """Scope that a caller's token must hold."""
    operation: Token | None = None
    """Operation it is bound to."""

    @property
    def bound_to(self) -> str:
        """The operation it is bound to."""
        return self.operation or self.name


class TelemetrySpec(SectionModel):
    """What is measured."""

    dashboard: Path | None = None
    """Dashboard file; must lie under the map's monitoring root."""
    metrics: tuple[Token, ...] = ()
    """Metrics that operations measure."""


class ResourcesSpec(SectionModel):
    """What one replica may use."""

    cpu: Annotated[int, Field(gt=0)] = 1
    """Processor cores."""
    memory: Annotated[str, Field(pattern=r"^[1-9]\d*(Ki|Mi|Gi)$")] = "512Mi"
    """Memory, for example `8Gi`."""
    disk: Annotated[str, Field(pattern=r"^[1-9]\d*(Ki|Mi|Gi)$")] | None = None
    """Disk, for example `100Gi`."""


class DeploymentSpec(SectionModel):
    """Runtime, endpoints and telemetry of an agent."""

    runtime: Literal[
        "async_multinode",
        "async_multinode_batch",
        "async_continuous",
        "async_event_loop",
        "python_3.11_async",
    ]
    """Kind of process."""
    environment: Token
    """Name of the target environment."""
    apimode: Literal["private", "internal", "public"]
    """Who may call."""
    endpoints: tuple[Endpoint, ...] = ()
    """HTTP endpoints."""
    healthcheck: Text | None = None
    """Path of the endpoint that tells the agent's state."""
    telemetry: TelemetrySpec = TelemetrySpec()
    """What is measured."""
    alerting: tuple[Text, ...] = ()
    """Alert rules in the policy grammar; `alert_ops_if_x > 5` has the label `team: ops`."""
    replicas: Annotated[int, Field(ge=1, le=1000)] = 1
    """Processes at the same time."""
    resources: ResourcesSpec = ResourcesSpec()
    """What one replica may use."""
