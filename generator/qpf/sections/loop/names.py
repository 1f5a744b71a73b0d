"""Names of what is emitted for a pulse; they hold the agent's, for all meet in one application."""

from qpf.model.graph import AgentNode
from qpf.views.encode import Identifier
from qpf.views.naming import FunctionName

__all__ = ["command_name", "part_name"]


def part_name(agent: AgentNode) -> Identifier:
    """The function that makes the part of the service."""
    return FunctionName(f"{agent.slug} part", agent.spec.key("/loop"))


def command_name(agent: AgentNode) -> Identifier:
    """The function behind the command."""
    return FunctionName(f"run {agent.slug}", agent.spec.key("/loop"))
