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
    """Parameters of a path are simple inputs; so are all of a request without a body."""
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
    inputs = {parameter.name: parameter for parameter in operation.parameters}
    named: set[str] = set()
    for match in _PARAMETER.finditer(endpoint.path):
        place = agent.origins.within(f"{pointer}/path", match.start(), len(match[0]))
        path, name = endpoint.path, match[1]
        if name not in inputs:
            found.add(deployment.bad_endpoint_parameter(place, path, name, tuple(inputs)))
        elif name in named:
            found.add(deployment.unfit_endpoint_parameter(place, path, name, "it names already"))
        elif inputs[name].type.inner.kind not in _SIMPLE:
            reason = f"is a `{inputs[name].type}`"
            found.add(deployment.unfit_endpoint_parameter(place, path, name, reason))
        named.add(name)
    structured = tuple(
        parameter.name
        for parameter in operation.parameters
        if parameter.type.inner.kind not in _SIMPLE
    )
    if endpoint.method in _BODYLESS and structured:
        place = agent.at(f"{pointer}/method")
        found.add(deployment.body_on_get(place, endpoint.name, structured))
