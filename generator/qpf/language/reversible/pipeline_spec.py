"""Protocols as written."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from qpf.language.reversible.spec import Name, Scalar, Text
from qpf.model.strict import StrictModel

__all__ = ["ChosenLayer", "PipelineSpec", "ProtocolSpec", "chosen"]


class ChosenLayer(StrictModel):
    """A layer of a protocol with its parameters."""

    name: str
    parameters: Mapping[str, Scalar] = {}


Choice = Name | Annotated[Mapping[Name, Mapping[str, Scalar]], Field(min_length=1, max_length=1)]


def chosen(item: str | Mapping[str, Mapping[str, Scalar]]) -> ChosenLayer:
    """The long form of an item of `layers`."""
    if isinstance(item, str):
        return ChosenLayer(name=item)
    ((name, parameters),) = item.items()
    return ChosenLayer(name=name, parameters=parameters)


class PipelineSpec(StrictModel):
    """Layers in a row."""

    title: Text
    """How people call it."""
    summary: Text
    """What it is for."""
    layers: Annotated[tuple[Choice, ...], Field(min_length=1)]
    """Names of layers, or `{name: {parameter: value}}`, in the order of encoding."""


class ProtocolSpec(PipelineSpec):
    """A named pipeline that devices speak."""

    name: Name
    """Its name, a part of its paths."""
