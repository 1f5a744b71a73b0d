"""A module for each layer, forth and back, and its tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.emit import applying, reverting, taken_names
from qpf.language.reversible.model import CompiledLayer, Put
from qpf.language.reversible.spec import ParameterSpec
from qpf.language.reversible.trees import imports_in
from qpf.language.reversible.writer import Form, Writer
from qpf.model.code import CodeLine, Import
from qpf.model.document import child
from qpf.model.graph import AgentNode, Graph
from qpf.sections.layers.examples import ExampleView, example_views
from qpf.sections.layers.facts import KIT, kit_imports, layer_class, layer_stem, literal_text
from qpf.sections.packet_layers import layers_of, thresholds
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName

__all__ = ["LayerTestView", "LayerView", "ParameterView", "layer_modules", "layer_tests"]

_INDENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """A parameter: a field of the class, and what the layer says of it."""

    name: Identifier
    type: Identifier
    default: Literal
    docstring: DocText
    info: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerView(ModuleView):
    """A layer as a class."""

    name: Literal
    summary: Literal
    class_name: ClassName
    class_docstring: DocText
    parameters: tuple[ParameterView, ...]
    writes: Literal
    packs: Literal
    has_offload: bool
    offload_over: Code
    apply: Code
    revert: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTestView(ModuleView):
    """The tests of a layer."""

    class_name: ClassName
    examples: tuple[ExampleView, ...]
    lengths: Literal


def layer_modules(agent: AgentNode, graph: Graph) -> Iterator[LayerView]:
    """One module for each layer."""
    for layer in layers_of(agent.spec):
        yield _layer(agent, graph, layer)


def layer_tests(agent: AgentNode, graph: Graph) -> Iterator[LayerTestView]:
    """One module of tests for each layer."""
    for layer in layers_of(agent.spec):
        stem = str(layer_stem(layer))
        wanted = [
            Import("pytest"),
            Import("qpf_fabric.packet", "Packet"),
            Import("qpf_fabric.testing", "check_example"),
            Import("qpf_fabric.testing", "check_layer"),
            Import("qpf_fabric.testing", "check_refusals"),
            Import("qpf_fabric.testing", "packets"),
            Import(f"{agent.package}.{stem}", str(layer_class(layer))),
        ]
        yield LayerTestView(
            path_fields={**agent_paths(agent, stem)},
            origin=layer.place,
            docstring=_doc(f"Layer {layer.name} does what its schema says, and back.", layer.place),
            imports=imports_of(graph, wanted),
            class_name=layer_class(layer),
            examples=tuple(example_views(agent, layer)),
            lengths=Literal(list(thresholds(layer, {})), layer.place),
        )


def _layer(agent: AgentNode, graph: Graph, layer: CompiledLayer) -> LayerView:
    stem = str(layer_stem(layer))
    form = _form(layer)
    forth, back = applying(layer, form), reverting(layer, form)
    over = layer.offload_over
    number = f"return {Writer(form).text(over)}" if over is not None else ""
    lines = [line.text for line in (*forth.lines, *back.lines)]
    wanted = {
        Import("dataclasses", "dataclass"),
        Import("typing", "ClassVar"),
        Import("qpf_fabric.layer", "Layer"),
        Import("qpf_fabric.layer", "LayerInfo"),
        Import("qpf_fabric.packet", "Packet"),
        *_used_imports(layer, lines),
        *kit_imports(lines),
    }
    if layer.spec.parameters:
        wanted.add(Import("qpf_fabric.parameters", "ParameterInfo"))
    place = layer.place
    return LayerView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=_doc(f"Layer {layer.name}: {layer.spec.summary}", place),
        imports=imports_of(graph, wanted, f"{agent.package}.{stem}"),
        name=Literal(layer.name, place),
        summary=Literal(layer.spec.summary, agent.spec.at(f"{layer.pointer}/summary")),
        class_name=layer_class(layer),
        class_docstring=DocText(layer.spec.summary, place),
        parameters=tuple(_parameter(agent, layer, name) for name in layer.spec.parameters),
        writes=Literal(layer.writes, place),
        packs=Literal(layer.packs, place),
        has_offload=over is not None,
        offload_over=Code.from_text(number or "return None", place).indented(_INDENT),
        apply=_method(layer, forth, with_payload=True),
        revert=_method(layer, back, with_payload=False),
    )


def _doc(text: str, place: Place) -> DocText:
    return DocText(text, place, indent=0)


def _form(layer: CompiledLayer) -> Form:
    own, taken = {}, _taken(layer)
    for name in (*layer.spec.reads, *layer.spec.let):
        spelled = name
        while spelled in taken:
            spelled += "_"
        taken.add(spelled)
        own[name] = ast.Name(spelled)
    return Form(
        parameters={name: ast.Attribute(ast.Name("self"), name) for name in layer.spec.parameters},
        others={
            "id": ast.Attribute(ast.Name("packet"), "id"),
            "data": ast.Name("data"),
            "payload": ast.Name("payload"),
            **own,
        },
        parts={part: f"packet.{part}" for part in ("header", "route", "meta")},
    )


def _taken(layer: CompiledLayer) -> set[str]:
    """Names that no local of a layer can have: what it calls, and its other locals."""
    puts = [effect for effect in layer.effects if isinstance(effect, Put)]
    expected = {f"expected_{one.name.replace('-', '_')}" for one in puts}
    return {*KIT, *taken_names(puts).values(), *expected}


def _method(layer: CompiledLayer, writer: Writer, *, with_payload: bool) -> Code:
    """The body: the data comes out of the packet and goes back when it is touched."""
    place = layer.place
    changes = any(line.text.strip().startswith(("data =", "data +=")) for line in writer.lines)
    lines = list(writer.lines)
    if "data" in writer.used or changes:
        lines.insert(0, CodeLine("data = packet.data", place))
    if changes:
        lines.append(CodeLine("packet.data = data", place))
    unused = ["payload"] if with_payload and "payload" not in writer.used else []
    if not any("packet" in line.text for line in lines):
        unused.insert(0, "packet")
    if unused:
        lines.insert(0, CodeLine(f"del {', '.join(unused)}", place))
    return Code(lines, place).indented(_INDENT)


def _parameter(agent: AgentNode, layer: CompiledLayer, name: str) -> ParameterView:
    one = layer.spec.parameters[name]
    at = child(f"{layer.pointer}/parameters", name)
    place = agent.spec.at(at)
    unit = f" ({one.unit})" if one.unit else ""
    summary = f"{one.summary.rstrip('.')}{unit}."
    return ParameterView(
        name=Identifier(name, place),
        type=Identifier(one.type, place),
        default=Literal(_typed(one, one.default), agent.spec.at(f"{at}/default")),
        docstring=DocText(summary, place),
        info=Code.from_text(_info(name, one), place),
    )


def _typed(one: ParameterSpec, value: object) -> object:
    if one.type == "float" and isinstance(value, int):
        return float(value)
    return value


def _info(name: str, one: ParameterSpec) -> str:
    given: dict[str, object] = {
        "name": name,
        "type": one.type,
        "default": _typed(one, one.default),
        "summary": one.summary,
    }
    least, most = one.range
    for key, value in (
        ("unit", one.unit),
        ("environment", one.environment),
        ("choices", one.one_of),
        ("least", least),
        ("most", most),
    ):
        if value or (value == 0 and value is not None):
            given[key] = value
    written = ", ".join(f"{key}={literal_text(value)}" for key, value in given.items())
    return f"ParameterInfo({written})"


def _used_imports(layer: CompiledLayer, lines: list[str]) -> set[Import]:
    """The imports of values: all of a layer's values stand in its module."""
    text = "\n".join(lines)
    values = [value for _, value in layer.lets]
    found = set(layer.imports).union(*(imports_in(value) for value in values))
    return {one for one in found if f"{one.bound}." in text}
