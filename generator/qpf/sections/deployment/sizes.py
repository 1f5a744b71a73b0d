"""What the agents of a collection need together: all run in one process."""

from collections.abc import Iterable

from qpf.model.graph import AgentNode, CollectionNode, Role
from qpf.sections.deployment.spec import DeploymentSpec

__all__ = ["largest", "memory_limit", "served"]

_FACTORS = {"Ki": 1, "Mi": 1024, "Gi": 1024 * 1024}


def served(collection: CollectionNode) -> list[AgentNode]:
    """The agents with an HTTP face."""
    return [agent for agent in collection.agents if agent.stem_of(Role.API_SERVER)]


def largest(sizes: Iterable[str]) -> str:
    """The largest of some sizes such as `512Mi`."""
    return max(sizes, key=lambda size: int(size[:-2]) * _FACTORS[size[-2:]])


def memory_limit(collection: CollectionNode) -> str:
    """The memory of one process, as systemd writes it."""
    specs = (agent.spec.section("deployment", DeploymentSpec) for agent in served(collection))
    return largest(spec.resources.memory for spec in specs).removesuffix("i")
