"""Endpoints against the operations they are bound to."""

import re

from qpf.diagnostics.catalogue import deployment
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import CompiledOperation
from qpf.language.types import Kind
from qpf.model.spec import AgentSpec
from qpf.sections.deployment.spec import DeploymentSpec, Endpoint

__all__ = ["check_endpoints"]

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_SIMPLE = (Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR, Kind.ENUM, Kind.UNKNOWN)
_BODYLESS = ("GET", "DELETE")


def check_endpoints(
    agent: AgentSpec, operations: tuple[CompiledOperation, ...], found: Diagnostics
) -> None:
    """Parameters of a path are inputs; a request without a body has only simple inputs."""
    spec = agent.find("deployment", DeploymentSpec)
    known = {operation.name: operation for operation in operations}
    for index, endpoint in enumerate(spec.endpoints if spec is not None else ()):
        operation = known.get(endpoint.bound_to)
        if operation is not None:
            _check(agent, f"/deployment/endpoints/{index}", endpoint, operation, found)


def _check(
    agent: AgentSpec,
    pointer: str,
    endpoint: Endpoint,
    operation: CompiledOperation,
    found: Diagnostics,
) -> None:
    inputs = tuple(parameter.name for parameter in operation.parameters)
    for match in _PARAMETER.finditer(endpoint.path):
        if match[1] not in inputs:
            place = agent.origins.within(f"{pointer}/path", match.start(), len(match[0]))
            found.add(deployment.bad_endpoint_parameter(place, endpoint.path, match[1], inputs))
    structured = tuple(
        parameter.name
        for parameter in operation.parameters
        if parameter.type.inner.kind not in _SIMPLE
    )
    if endpoint.method in _BODYLESS and structured:
        place = agent.at(f"{pointer}/method")
        found.add(deployment.body_on_get(place, endpoint.name, structured))
