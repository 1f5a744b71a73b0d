"""Routes of a service: of its core, its endpoints and its sections, and what its pages call."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import routes
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.core_routes import CORE_ROUTES, DOCUMENTED
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.registry import sections
from qpf.sections.section import PAGE, Route

__all__ = ["check_routes"]

_HOLE = re.compile(r"\{[^{}]*\}")
_Taken = dict[tuple[str, str], tuple[str, Place | None]]


def check_routes(spec: CollectionSpec, found: Diagnostics) -> None:
    """No route is taken twice by the agents of one service, and what a page calls is there."""
    taken: _Taken = {_shape(*route): ("core of every service", None) for route in CORE_ROUTES}
    taken |= {(PAGE, path): ("core of every service", None) for path in DOCUMENTED}
    for agent in spec.agents:
        own = set()
        for name, route in _endpoints(agent):
            shape = _shape(route.method, route.path)
            if shape not in own:
                _take(
                    agent, "deployment", f"endpoint `{name}` of `{agent.id}`", route, taken, found
                )
            # two endpoints of one agent are reported with its other faults
            own.add(shape)
    for agent in spec.agents:
        for section, route in _added(agent):
            _take(agent, section, f"section `{section}` of `{agent.id}`", route, taken, found)
    if not any(agent.broken for agent in spec.agents):
        _check_calls(spec, taken, found)


def _take(
    agent: AgentSpec, section: str, owner: str, route: Route, taken: _Taken, found: Diagnostics
) -> None:
    place = agent.at(route.pointer)
    other, first = taken.setdefault(_shape(route.method, route.path), (owner, place))
    if first != place:
        found.add(routes.route_taken(place, route.method, route.path, section, other, first))


def _shape(method: str, path: str) -> tuple[str, str]:
    return method, _HOLE.sub("{}", path)


def _endpoints(agent: AgentSpec) -> Iterator[tuple[str, Route]]:
    deployed = agent.find("deployment", DeploymentSpec)
    for index, endpoint in enumerate(deployed.endpoints if deployed is not None else ()):
        pointer = f"/deployment/endpoints/{index}/path"
        yield endpoint.name, Route(endpoint.method, endpoint.path, pointer)


def _added(agent: AgentSpec) -> Iterator[tuple[str, Route]]:
    for section in sections():
        if section.name in agent.sections:
            yield from ((section.name, one) for one in section.routes(agent))


def _check_calls(spec: CollectionSpec, taken: _Taken, found: Diagnostics) -> None:
    for agent in spec.agents:
        for section in sections():
            for call in section.calls(agent) if section.name in agent.sections else ():
                known = [path for method, path in taken if method == call.method]
                if not any(_answers(path, call.path) for path in known):
                    place = agent.at(call.pointer)
                    found.add(routes.nobody_answers(place, call.method, call.path, _paths(spec)))


def _answers(served: str, called: str) -> bool:
    """Whether a route serves a path; what a caller fills in fits a hole only."""
    one, other = served.split("/"), _HOLE.sub("{}", called.partition("?")[0]).split("/")
    return len(one) == len(other) and all(a in ("{}", b) for a, b in zip(one, other, strict=True))


def _paths(spec: CollectionSpec) -> tuple[str, ...]:
    """Everything the agents serve, as it is written."""
    endpoints = (route.path for agent in spec.agents for _, route in _endpoints(agent))
    added = (route.path for agent in spec.agents for _, route in _added(agent))
    return tuple(dict.fromkeys((*endpoints, *added)))
