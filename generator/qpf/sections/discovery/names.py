"""Names of what is emitted for a discovery; they hold the agent's, for all meet in one place."""

from qpf.model.graph import AgentNode
from qpf.views.encode import Identifier
from qpf.views.naming import FunctionName

__all__ = ["command_name", "orchestrator_name", "part_name"]


def part_name(agent: AgentNode) -> Identifier:
    """The function that makes the part of the service."""
    return FunctionName(f"{agent.slug} part", agent.spec.key("/discovery"))


def command_name(agent: AgentNode) -> Identifier:
    """The function behind the command of the node."""
    return FunctionName(f"run {agent.slug}", agent.spec.key("/discovery"))


def orchestrator_name(agent: AgentNode) -> Identifier:
    """The function behind the command of the orchestrator."""
    return FunctionName(f"run {agent.slug} orchestrator", agent.spec.key("/discovery"))
