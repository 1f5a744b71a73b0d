"""Which agents an edit touches: today's digests against those of the last manifests."""

from qpf.model.graph import Graph
from qpf.model.manifest import Digests, Recorded

__all__ = ["changed_agents"]


def changed_agents(graph: Graph, digests: Digests, recorded: Recorded) -> frozenset[str]:
    """Agents whose schema, map, glue or extensions changed, all of them after a template edit."""
    if any(digests.templates.get(name) != then for name, then in recorded.templates.items()):
        return frozenset(agent.id for agent in graph.agents)
    moved = {path for path, now in digests.inputs.items() if recorded.inputs.get(path) != now}
    moved |= set(recorded.inputs) - set(digests.inputs)
    return frozenset(
        agent.id
        for agent in graph.agents
        if agent.spec.source in moved or _is_shared(agent.id.partition("/")[0], moved)
    )


def _is_shared(collection: str, moved: set[str]) -> bool:
    """Whether a file that all agents of a collection share is among the moved ones."""
    shared = (f"extractor_maps/{collection}.yaml", f"glue/{collection}.yaml")
    return any(path in shared or path.startswith(f"glue/{collection}/") for path in moved)
