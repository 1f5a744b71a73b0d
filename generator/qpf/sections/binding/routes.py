"""Routes that sections add to a service, against its endpoints and against each other."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import routes
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.registry import sections

__all__ = ["check_routes"]

_HOLE = re.compile(r"\{[^{}]*\}")


def check_routes(spec: CollectionSpec, found: Diagnostics) -> None:
    """No route of a section is an endpoint of any agent, or a route of another section."""
    taken: dict[tuple[str, str], tuple[str, Place]] = {}
    for agent in spec.agents:
        deployed = agent.find("deployment", DeploymentSpec)
        for index, endpoint in enumerate(deployed.endpoints if deployed is not None else ()):
            place = agent.at(f"/deployment/endpoints/{index}/path")
            shape = _HOLE.sub("{}", endpoint.path)
            taken.setdefault((endpoint.method, shape), (f"endpoint `{endpoint.name}`", place))
    for agent in spec.agents:
        for section, method, path, place in _added(agent):
            owner = f"section `{section}` of `{agent.id}`"
            other, first = taken.setdefault((method, path), (owner, place))
            if first != place:
                found.add(routes.route_taken(place, method, path, section, other, first))


def _added(agent: AgentSpec) -> Iterator[tuple[str, str, str, Place]]:
    for section in sections():
        if section.name in agent.sections:
            for one in section.routes(agent):
                yield section.name, one.method, one.path, agent.at(one.pointer)
