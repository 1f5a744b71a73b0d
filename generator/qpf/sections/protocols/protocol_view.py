"""A module for each protocol with its fused form, and its tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.model import CompiledLayer
from qpf.language.reversible.pipeline_spec import PipelineSpec
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.layers.facts import kit_imports, layer_class
from qpf.sections.packet_layers import thresholds
from qpf.sections.protocols.bodies import receiving, sending, sending_row
from qpf.sections.protocols.facts import class_import, pipelines, protocol_class, seen_layers
from qpf.sections.protocols.steps import Step, steps_of
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName, ModuleName

__all__ = [
    "KeptView",
    "ProtocolTestView",
    "ProtocolView",
    "StepView",
    "protocol_modules",
    "protocol_tests",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A layer of a protocol: how it is made."""

    local: Identifier
    class_name: ClassName
    given: Literal
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """A parameter of the environment that the fused form keeps."""

    attribute: Identifier
    local: Identifier
    parameter: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolView(ModuleView):
    """A protocol as a class."""

    class_name: ClassName
    class_docstring: DocText
    name: Literal
    title: Literal
    summary: Literal
    steps: tuple[StepView, ...]
    kept: tuple[KeptView, ...]
    slots: Literal
    send: Code
    send_traced: Code
    receive: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTestView(ModuleView):
    """The tests of a protocol."""

    class_name: ClassName
    name: Literal
    layers: Literal
    lengths: Literal


def protocol_modules(agent: AgentNode, graph: Graph) -> Iterator[ProtocolView]:
    """One module for each protocol, and one for the pipeline."""
    layers = seen_layers(agent, graph)
    for name, spec, pointer in pipelines(agent):
        yield _protocol(agent, graph, layers, name, spec, pointer)


def protocol_tests(agent: AgentNode, graph: Graph) -> Iterator[ProtocolTestView]:
    """One module of tests for each protocol."""
    layers = seen_layers(agent, graph)
    for name, spec, pointer in pipelines(agent):
        stem, place = str(ModuleName(name)), agent.spec.at(pointer)
        steps = tuple(steps_of(spec, layers))
        lengths = {size for one in steps for size in thresholds(one.layer, one.given)}
        wanted = [
            Import("pytest"),
            Import("qpf_fabric.errors", "NotEncoded"),
            Import("qpf_fabric.packet", "Packet"),
            Import("qpf_fabric.testing", "check_pipeline"),
            Import("qpf_fabric.testing", "check_pipeline_refusals"),
            Import("qpf_fabric.testing", "packets"),
            Import(f"{agent.package}.{stem}", str(protocol_class(name, place))),
        ]
        yield ProtocolTestView(
            path_fields=agent_paths(agent, stem),
            origin=place,
            docstring=DocText(f"{spec.title} loses nothing, in either form.", place, indent=0),
            imports=imports_of(graph, wanted),
            class_name=protocol_class(name, place),
            name=Literal(name, place),
            layers=Literal(tuple(one.layer.name for one in steps), place),
            lengths=Literal(sorted(lengths), place),
        )


def _protocol(
    agent: AgentNode,
    graph: Graph,
    layers: dict[str, CompiledLayer],
    name: str,
    spec: PipelineSpec,
    pointer: str,
) -> ProtocolView:
    place, stem = agent.spec.at(pointer), str(ModuleName(name))
    steps = tuple(steps_of(spec, layers))
    send, receive = sending(steps, place), receiving(steps, place)
    traced = sending_row(steps, place, is_traced=True)
    wanted = _imports(steps, [line.text for line in (*send, *traced, *receive)])
    kept = tuple(one for step in steps for one in _kept_of(step, place))
    return ProtocolView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(f"{spec.title}: {spec.summary}", place, indent=0),
        imports=imports_of(graph, wanted, f"{agent.package}.{stem}"),
        class_name=protocol_class(name, place),
        class_docstring=DocText(spec.summary, place),
        name=Literal(name, place),
        title=Literal(spec.title, agent.spec.at(f"{pointer}/title")),
        summary=Literal(spec.summary, agent.spec.at(f"{pointer}/summary")),
        steps=tuple(
            StepView(
                local=Identifier(step.local, place),
                class_name=layer_class(step.layer),
                given=Literal(dict(step.given), place),
                is_kept=bool(step.from_environment),
            )
            for step in steps
        ),
        kept=kept,
        slots=Literal(tuple(str(one.attribute) for one in kept), place),
        send=Code(send, place).indented(8),
        send_traced=Code(traced, place).indented(8),
        receive=Code(receive, place).indented(8),
    )


def _kept_of(step: Step, place: Place) -> Iterator[KeptView]:
    for parameter, attribute in step.from_environment.items():
        yield KeptView(
            attribute=Identifier(attribute, place),
            local=Identifier(step.local, place),
            parameter=Identifier(parameter, place),
        )


def _imports(steps: tuple[Step, ...], lines: list[str]) -> list[Import]:
    """What the module of a protocol imports; kit functions only when they are called."""
    text = "\n".join(lines)
    used = {one for step in steps for one in step.layer.imports if f"{one.bound}." in text}
    return [
        Import("collections.abc", "Mapping"),
        Import("qpf_fabric.packet", "Packet"),
        Import("qpf_fabric.pipeline", "Pipeline"),
        Import("qpf_fabric.pipeline", "Timer"),
        Import("qpf_fabric.tracing", "Traced"),
        Import("time", "perf_counter"),
        *(Import("qpf_fabric.undo", one) for one in ("put_aside", "put_back", "take_record")),
        *(Import("qpf_fabric.packet", one) for one in ("blank",) if f"{one}(" in text),
        *(Import("qpf_fabric.undo", one) for one in ("merge",) if f"{one}(" in text),
        *(class_import(step.layer) for step in steps),
        *used,
        *kit_imports(lines),
    ]
