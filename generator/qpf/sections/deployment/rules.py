"""Rules of endpoints and telemetry."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import deployment
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_names, check_operation, check_path, check_unique
from qpf.sections.deployment.spec import DeploymentSpec, Endpoint
from qpf.sections.learningsystem.spec import LearningSystemSpec
from qpf.sections.system.spec import SystemSpec

__all__ = ["check", "reaches"]

_BASE = "/deployment"
_ROUTE = re.compile(r"(/([A-Za-z0-9._-]+|\{[a-z_][a-z0-9_]*\}))+|/")
_STATUS = re.compile(r"status|health|ready|live", re.IGNORECASE)


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Routes are sound and unique; the agent can be asked how it is."""
    spec = agent.section("deployment", DeploymentSpec)
    names = [(f"{_BASE}/endpoints/{i}/name", e.name) for i, e in enumerate(spec.endpoints)]
    check_names(agent, "endpoint", names, found)
    first: dict[tuple[str, str], Place] = {}
    for index, endpoint in enumerate(spec.endpoints):
        pointer = f"{_BASE}/endpoints/{index}"
        place = agent.at(f"{pointer}/path")
        if not _ROUTE.fullmatch(endpoint.path):
            found.add(deployment.bad_route(place, endpoint.path))
        shape = re.sub(r"\{[^}]*\}", "{}", endpoint.path)
        route = (endpoint.method, shape)
        if route in first:
            found.add(
                deployment.duplicate_route(place, endpoint.method, endpoint.path, first[route])
            )
        first.setdefault(route, place)
        _check_endpoint(agent, pointer, endpoint, spec, found)
    _check_status(agent, spec, found)
    check_unique(agent, f"{_BASE}/telemetry/metrics", spec.telemetry.metrics, found)
    check_unique(agent, f"{_BASE}/alerting", spec.alerting, found)
    if spec.telemetry.dashboard is not None:
        check_path(agent, f"{_BASE}/telemetry/dashboard", spec.telemetry.dashboard, found)


def _check_endpoint(
    agent: AgentSpec, pointer: str, endpoint: Endpoint, spec: DeploymentSpec, found: Diagnostics
) -> None:
    at = f"{pointer}/operation" if endpoint.operation is not None else f"{pointer}/name"
    check_operation(agent, at, f"endpoint `{endpoint.name}`", endpoint.bound_to, found)
    learning = agent.find("learningsystem", LearningSystemSpec)
    deadline = learning.autonomyprofile.decisionlatencymaxms if learning is not None else None
    if deadline is not None and endpoint.timeout_ms > deadline:
        place = agent.at(f"{pointer}/timeout_ms")
        found.add(
            deployment.slower_than_deadline(place, endpoint.name, endpoint.timeout_ms, deadline)
        )
    is_open = endpoint.method != "GET" and endpoint.auth_required is None
    if is_open and spec.apimode == "private":
        place = agent.at(f"{pointer}/name")
        found.add(deployment.open_mutation(place, endpoint.name, spec.apimode))


def _check_status(agent: AgentSpec, spec: DeploymentSpec, found: Diagnostics) -> None:
    system = agent.find("system", SystemSpec)
    paths = tuple(endpoint.path for endpoint in spec.endpoints)
    if spec.healthcheck is not None and spec.healthcheck not in paths:
        place = agent.at(f"{_BASE}/healthcheck")
        found.add(deployment.unknown_healthcheck(place, spec.healthcheck, paths))
    if system is None or system.module == "library":
        return
    place = agent.at(f"{_BASE}/endpoints")
    if not spec.endpoints:
        found.add(deployment.no_endpoints(place, agent.id))
    elif spec.healthcheck is None and not any(
        e.method == "GET" and _STATUS.search(e.path) for e in spec.endpoints
    ):
        found.add(deployment.no_status_endpoint(place, agent.id))


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that endpoints are bound to."""
    spec = agent.find("deployment", DeploymentSpec)
    yield from (endpoint.bound_to for endpoint in (spec.endpoints if spec is not None else ()))
