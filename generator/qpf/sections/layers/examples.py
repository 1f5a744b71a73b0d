"""Examples of layers as calls in tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.reversible.example_spec import BytesSpec
from qpf.language.reversible.model import CompiledLayer
from qpf.model.graph import AgentNode
from qpf.sections.layers.facts import literal_text
from qpf.views.encode import Code

__all__ = ["ExampleView", "example_views"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """One example: parameters, the packet that goes in, fields and data that come out."""

    parameters: Code
    packet: Code
    fields: Code
    data: Code


def example_views(agent: AgentNode, layer: CompiledLayer) -> Iterator[ExampleView]:
    """The examples of a layer in their order."""
    for index, one in enumerate(layer.spec.examples):
        place = agent.spec.at(f"{layer.pointer}/examples/{index}")
        given = one.given
        arguments = [literal_text(given.id), _bytes(given.data)]
        for part in ("header", "route", "meta"):
            content = getattr(given, part)
            if content:
                arguments.append(f"{part}={literal_text(dict(content))}")
        fields = {path: value for path, value in one.expect.items() if path != "data"}
        data = "None"
        if "data" in one.expect:
            data = _bytes(_read(one.expect["data"]))
        yield ExampleView(
            parameters=Code.from_text(literal_text(dict(given.parameters)), place),
            packet=Code.from_text(f"Packet({', '.join(arguments)})", place),
            fields=Code.from_text(literal_text(fields), place),
            data=Code.from_text(data, place),
        )


def _read(value: object) -> BytesSpec:
    return BytesSpec(text=value) if isinstance(value, str) else BytesSpec.model_validate(value)


def _bytes(spec: BytesSpec) -> str:
    unit = literal_text(bytes.fromhex(spec.hex) or spec.text.encode())
    return unit if spec.times == 1 else f"{unit} * {spec.times}"
