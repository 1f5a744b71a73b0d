"""Names of what is emitted for a gRPC service."""

from qpf.model.graph import AgentNode
from qpf.views.encode import Identifier
from qpf.views.naming import FunctionName

__all__ = ["part_name"]


def part_name(agent: AgentNode) -> Identifier:
    """The function that makes the part of the service."""
    return FunctionName(f"{agent.slug} rpc part", agent.spec.key("/rpc"))
