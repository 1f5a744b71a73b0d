"""What a pulse beats: an organism with the health that is read, or an operation."""

from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.genome.names import build_name
from qpf.sections.loop.spec import HealthSpec, LoopSpec
from qpf.sections.operations.modules import module_import, module_names
from qpf.views.encode import Code, DocText, Number

__all__ = ["Driven", "driven"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """The drive of a pulse; an organism has `health`, an operation a `call`."""

    docstring: DocText
    is_organism: bool
    health: Code
    build: Code
    call: Code
    needs: tuple[Import, ...]


def driven(agent: AgentNode, graph: Graph, spec: LoopSpec) -> Driven:
    """What the drive of an agent's pulse is made of."""
    if spec.drives is not None:
        organism = graph.agent(f"{agent.id.partition('/')[0]}/{spec.drives}")
        return _organism(agent, organism, spec.health or HealthSpec())
    return _operation(agent, spec.beat or "")


def _organism(agent: AgentNode, organism: AgentNode, health: HealthSpec) -> Driven:
    place, at = agent.spec.at("/loop/drives"), agent.spec.at("/loop/health")
    return Driven(
        docstring=DocText(
            f"Return the beat of {organism.name}, inline, with the health that is read beside it.",
            place,
        ),
        is_organism=True,
        health=Code.from_text(
            f"HealthPolicy(every_s={Number(health.every_s)}, cool_c={Number(health.cool_c)},"
            f" critical_c={Number(health.critical_c)})",
            at,
        ),
        build=Code.from_text(str(build_name(organism)), place),
        call=Code([], place),
        needs=(
            Import("dataclasses", "fields"),
            Import("qpf_organism.health_reader", "HealthPolicy"),
            Import("qpf_organism.health_reader", "HealthReader"),
            Import("qpf_organism.health_reader", "Reading"),
            Import(f"{organism.package}.arbiter", str(build_name(organism))),
            Import(f"{organism.package}.health", "Health"),
        ),
    )


def _operation(agent: AgentNode, name: str) -> Driven:
    place = agent.spec.at("/loop/beat")
    operation = next(one for one in agent.operations if one.name == name)
    module = module_names(agent)[operation.module]
    return Driven(
        docstring=DocText(f"Return the beat: the operation `{name}`.", place),
        is_organism=False,
        health=Code([], place),
        build=Code([], place),
        call=Code.from_text(f"{module}.{operation.function}()", place),
        needs=(module_import(agent, operation.module), Import("qpf_core.plain", "to_plain")),
    )
