"""The compiled flow of a bound agent, and the names of what is emitted for it."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.types import TypeRef
from qpf.language.unparse import source
from qpf.model.graph import AgentNode
from qpf.sections.class_names import name_of_class
from qpf.sections.flow.compile import compile_flow
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.spec import FlowSpec
from qpf.sections.operations.spec import OperationsSpec
from qpf.views.naming import ClassName

__all__ = ["annotated", "class_of", "flow_of", "ports_of", "senses_of", "told_of"]


def flow_of(agent: AgentNode) -> CompiledFlow | None:
    """The compiled flow of an agent; resolving has checked it, here it is only made again."""
    spec = agent.spec.find("flow", FlowSpec)
    written = agent.spec.find("operations", OperationsSpec)
    if spec is None:
        return None
    specs = written.operations if written is not None else ()
    return compile_flow(spec, specs, agent.operations, agent.scope, Diagnostics())


def class_of(agent: AgentNode) -> ClassName:
    """The class of an organ."""
    return ClassName(name_of_class(agent, "Organ"), agent.spec.at("/name"))


def senses_of(agent: AgentNode) -> ClassName:
    """The protocol of what an organ senses."""
    return ClassName(f"{agent.name} Senses", agent.spec.at("/name"))


def ports_of(agent: AgentNode) -> ClassName:
    """The record of an organ's ports."""
    return ClassName(f"{agent.name} Ports", agent.spec.at("/name"))


def told_of(agent: AgentNode) -> str:
    """What the class of an agent is for: its summary, or its role, which every agent has."""
    return str(agent.spec.value.get("summary") or agent.spec.value["role"])


def annotated(kind: TypeRef, flow: CompiledFlow) -> str:
    """A type as Python writes it."""
    return source(kind.annotation(flow.scope.types.python_name))
