"""The arbiter: the organs of an organism, wired in the order of its genome."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.identifiers import identifier
from qpf.model.code import Import
from qpf.model.document import child
from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.reading import class_of, ports_of, told_of
from qpf.sections.flow.spec import FlowSpec
from qpf.sections.genome.names import arbiter_class, build_name, ports_class
from qpf.sections.genome.reading import Genome, genome_of
from qpf.views.encode import Code, DocText, Identifier
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName, FunctionName

__all__ = ["ArbiterView", "arbiters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganView:
    """One organ of the organism."""

    field: Identifier
    class_name: ClassName
    ports: ClassName
    made: Code
    docstring: DocText
    has_ports: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbiterView(ModuleView):
    """The module of the arbiter."""

    class_name: ClassName
    class_docstring: DocText
    ports_class: ClassName
    ports_docstring: DocText
    build: FunctionName
    by: Identifier
    organs: tuple[OrganView, ...]
    has_ports: bool


def arbiters(agent: AgentNode, graph: Graph) -> Iterator[ArbiterView]:
    """The arbiter: the organs wired in the order of the genome."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    organs = tuple(_organ(agent, index, one) for index, one in enumerate(genome.organs))
    yield ArbiterView(
        path_fields=agent_paths(agent, "arbiter"),
        origin=place,
        docstring=DocText("The organs of the organism, run and weighed.", place, indent=0),
        imports=imports_of(graph, _imports(agent, genome)),
        class_name=arbiter_class(agent),
        class_docstring=DocText(told_of(agent), place),
        ports_class=ports_class(agent),
        ports_docstring=DocText("The ports of all organs; each record can be replaced.", place),
        build=build_name(agent),
        by=Identifier(identifier(genome.spec.by), place),
        organs=organs,
        has_ports=any(one.has_ports for one in organs),
    )


def _organ(agent: AgentNode, index: int, organ: AgentNode) -> OrganView:
    place = agent.spec.at(child("/genome/organs", index))
    has_ports = bool(organ.spec.section("flow", FlowSpec).ports)
    field = FunctionName(organ.slug, place)
    given = f"ports=given.{field}" if has_ports else ""
    flow = organ.spec.section("flow", FlowSpec)
    return OrganView(
        field=Identifier(str(field), place),
        class_name=class_of(organ),
        ports=ports_of(organ),
        made=Code.from_text(f"{class_of(organ)}({given})", place),
        docstring=DocText(f"What {flow.organ} acts through.", place),
        has_ports=has_ports,
    )


def _imports(agent: AgentNode, genome: Genome) -> set[Import]:
    found = {
        Import("collections.abc", "Mapping"),
        Import("collections.abc", "Sequence"),
        Import("typing", "Any"),
        Import("typing", "Self"),
        Import("qpf_core.clock", "Clock"),
        Import("qpf_core.clock", "SystemClock"),
        Import("qpf_organism.arbiter", "Crew"),
        Import("qpf_organism.arbiter", "Integrated"),
        Import("qpf_organism.arbiter", "integrated"),
        Import("qpf_organism.organ", "Organ"),
        Import(f"{agent.package}.genome", "mode_at"),
        Import(f"{agent.package}.genome", "weights_at"),
        Import(f"{agent.package}.health", "DEFAULT_HEALTH"),
        Import(f"{agent.package}.health", "Health"),
    }
    for organ in genome.organs:
        flow = organ.spec.section("flow", FlowSpec)
        dotted = f"{organ.package}.{flow.module}"
        found.add(Import(dotted, str(class_of(organ))))
        if flow.ports:
            found.add(Import(dotted, str(ports_of(organ))))
            found.add(Import("dataclasses", "dataclass"))
            found.add(Import("dataclasses", "field"))
    return found
