"""Layers that change packets and can take it back."""

from typing import Annotated

from pydantic import Field

from qpf.language.reversible.spec import LayerSpec
from qpf.sections.spec_base import SectionModel

__all__ = ["LayersSpec"]


class LayersSpec(SectionModel):
    """The layers of an agent, in the author's order."""

    layers: Annotated[tuple[LayerSpec, ...], Field(min_length=1)]
    """The layers; their names are unique."""
