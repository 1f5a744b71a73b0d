"""Names of what is emitted for a genome; an agent that is an organ too has two classes."""

from qpf.model.graph import AgentNode
from qpf.sections.class_names import name_of_class
from qpf.views.naming import ClassName, FunctionName

__all__ = ["arbiter_class", "build_name", "ports_class"]


def arbiter_class(agent: AgentNode) -> ClassName:
    """The class that runs the organs."""
    return ClassName(_name(agent), agent.spec.at("/name"))


def ports_class(agent: AgentNode) -> ClassName:
    """The record of the ports of all organs."""
    return ClassName(f"{_name(agent)} Ports", agent.spec.key("/genome"))


def build_name(agent: AgentNode) -> FunctionName:
    """The function that makes an organism."""
    return FunctionName(f"build {_name(agent)}", agent.spec.key("/genome"))


def _name(agent: AgentNode) -> str:
    if "flow" in agent.spec.sections:
        return f"{agent.name} Arbiter"
    return name_of_class(agent, "Arbiter")
