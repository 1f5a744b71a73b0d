"""Names and imports of emitted layers; shared with protocols."""

from collections.abc import Iterable

from qpf.language.reversible.model import CompiledLayer
from qpf.model.code import Import
from qpf.views.encode import Literal
from qpf.views.naming import ClassName, ModuleName

__all__ = ["KIT", "kit_imports", "layer_class", "layer_stem", "literal_text"]

_LONG = 60
KIT = {
    "Blocked": "qpf_fabric.errors",
    "NotEncoded": "qpf_fabric.errors",
    "deflated": "qpf_fabric.codec",
    "inflated": "qpf_fabric.codec",
    "without_end": "qpf_fabric.codec",
    "flag": "qpf_fabric.values",
    "is_number": "qpf_fabric.values",
    "number": "qpf_fabric.values",
    "text": "qpf_fabric.values",
    "whole": "qpf_fabric.values",
}
"""What statements of layers call, with the modules of the kit."""


def layer_class(layer: CompiledLayer) -> ClassName:
    """The class of a layer."""
    return ClassName(f"{layer.name} layer", layer.place)


def layer_stem(layer: CompiledLayer) -> ModuleName:
    """The module of a layer."""
    return ModuleName(layer.name, layer.place)


def kit_imports(lines: Iterable[str]) -> set[Import]:
    """What lines of emitted statements call in the kit."""
    text = "\n".join(lines)
    return {Import(module, name) for name, module in KIT.items() if f" {name}(" in f" {text}"}


def literal_text(value: object) -> str:
    """A plain value as Python; long text in pieces, which formatters put on lines of their own."""
    if isinstance(value, str) and len(value) > _LONG:
        pieces = [value[at : at + _LONG] for at in range(0, len(value), _LONG)]
        return f"({' '.join(str(Literal(piece)) for piece in pieces)})"
    return str(Literal(value))
