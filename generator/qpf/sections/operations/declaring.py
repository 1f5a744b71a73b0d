"""What the runtime must know of an operation: limits, roles, audit."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation
from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import DeploymentSpec, Endpoint
from qpf.sections.governance.conditions import latency_metrics
from qpf.sections.operations.modules import constant_of
from qpf.views.encode import Identifier, Literal

__all__ = ["OperationView", "declared", "endpoint_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """The declaration of an operation, printed beside its function."""

    constant: Identifier
    name: Literal
    timeout: Literal
    roles: Literal
    mutating: Literal
    external: Literal
    approval: Literal
    audit: Literal
    latency: Literal
    has_timeout: bool
    has_roles: bool
    is_mutating: bool
    is_external: bool
    has_approval: bool
    has_audit: bool
    has_latency: bool


def declared(agent: AgentNode, operation: CompiledOperation) -> OperationView:
    """The declaration of one operation, with the place of each value."""
    place, spec = operation.place, operation.spec
    endpoint, at = endpoint_of(agent, operation.name)
    roles = tuple(dict.fromkeys([*_auth(endpoint), *spec.roles]))
    is_mutating = bool(operation.effects.writes)
    latency = latency_metrics(agent) if endpoint is not None else ()
    return OperationView(
        constant=constant_of(agent, operation),
        name=Literal(operation.name, place),
        timeout=Literal(endpoint.timeout_ms / 1000 if endpoint else None, at),
        roles=Literal(roles, at),
        mutating=Literal(is_mutating, place),
        external=Literal(spec.external, place),
        approval=Literal(spec.approval, place),
        audit=Literal(spec.audit, place),
        latency=Literal(latency, at),
        has_timeout=endpoint is not None,
        has_roles=bool(roles),
        is_mutating=is_mutating,
        is_external=spec.external,
        has_approval=spec.approval,
        has_audit=spec.audit is not None,
        has_latency=bool(latency),
    )


def endpoint_of(agent: AgentNode, operation: str) -> tuple[Endpoint | None, Place]:
    """The first endpoint bound to an operation and its place; the agent's place when none is."""
    deployment = agent.spec.section("deployment", DeploymentSpec)
    for number, endpoint in enumerate(deployment.endpoints):
        if endpoint.bound_to == operation:
            return endpoint, agent.spec.at(f"/deployment/endpoints/{number}")
    return None, agent.spec.at("/operations")


def _auth(endpoint: Endpoint | None) -> tuple[str, ...]:
    return (endpoint.auth_required,) if endpoint and endpoint.auth_required else ()
