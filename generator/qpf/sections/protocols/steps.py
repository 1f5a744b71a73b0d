"""The layers of a protocol with their parameters, as its fused form spells them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qpf.language.reversible.model import CompiledLayer
from qpf.language.reversible.pipeline_spec import PipelineSpec, chosen
from qpf.language.reversible.writer import Form
from qpf.views.naming import FunctionName

__all__ = ["SIZE", "Step", "steps_of"]

SIZE = "size"
"""What fused forms call the length of the payload."""
_TAKEN = ("data", "header", "meta", "packed", "packet", "record", "route", "self", "sent", SIZE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A layer at its place in a protocol.

    `given` are the parameters the protocol chooses; `from_environment` go from a parameter to the
    attribute that holds what the environment says.
    """

    layer: CompiledLayer
    local: str
    given: Mapping[str, bool | int | float | str]
    from_environment: Mapping[str, str]
    form: Form

    @property
    def fused(self) -> Form:
        """The form whose looks go to the packet as it came."""
        return replace(self.form, parts={part: f"packet.{part}" for part in self.form.parts})


def steps_of(spec: PipelineSpec, layers: Mapping[str, CompiledLayer]) -> Iterator[Step]:
    """The steps of a protocol, in the order of encoding."""
    taken = set(_TAKEN)
    for item in spec.layers:
        one = chosen(item)
        layer = layers[one.name]
        local = str(FunctionName(one.name))
        attributes = {
            name: f"_{local}_{name}"
            for name in sorted(layer.from_environment)
            if name not in one.parameters
        }
        yield Step(
            layer=layer,
            local=local,
            given=one.parameters,
            from_environment=attributes,
            form=_form(layer, one.parameters, attributes, local, taken),
        )


def _form(
    layer: CompiledLayer,
    given: Mapping[str, bool | int | float | str],
    attributes: Mapping[str, str],
    local: str,
    taken: set[str],
) -> Form:
    parameters: dict[str, ast.expr] = {}
    for name, declared in layer.spec.parameters.items():
        value = given.get(name, declared.default)
        if declared.type == "float":
            value = float(value)
        parameters[name] = ast.Constant(value)
        if name in attributes:
            parameters[name] = ast.Attribute(ast.Name("self"), attributes[name])
    others: dict[str, ast.expr] = {
        "id": ast.Attribute(ast.Name("packet"), "id"),
        "data": ast.Name("data"),
        "payload": ast.Attribute(ast.Name("packet"), "data"),
    }
    for name in (*layer.spec.reads, *layer.spec.let):
        spelled = str(FunctionName(f"{local}_{name}"))
        while spelled in taken:
            spelled += "_"
        taken.add(spelled)
        others[name] = ast.Name(spelled)
    parts = {part: part for part in ("header", "route", "meta")}
    return Form(parameters=parameters, others=others, parts=parts, size=SIZE)
