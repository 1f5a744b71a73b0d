"""What parts of a service call themselves where they tell how they are: each name once."""

from qpf.model.graph import AgentNode

__all__ = ["told_as"]

_TELLING = ("loop", "mesh", "genome", "discovery")


def told_as(agent: AgentNode, section: str) -> str:
    """The name of an agent's part: the agent's own, unless an earlier section has that."""
    telling = [one for one in _TELLING if one in agent.spec.sections]
    return agent.slug if telling[0] == section else f"{agent.slug}_{section}"
