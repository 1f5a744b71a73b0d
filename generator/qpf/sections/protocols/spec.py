"""Protocols: layers in an order, with parameters."""

from typing import Annotated

from pydantic import Field

from qpf.language.reversible.pipeline_spec import PipelineSpec, ProtocolSpec
from qpf.sections.spec_base import SectionModel

__all__ = ["ProtocolsSpec"]


class ProtocolsSpec(SectionModel):
    """The protocols of an agent, and the pipeline that runs when nothing else is chosen."""

    protocols: Annotated[tuple[ProtocolSpec, ...], Field(min_length=1)]
    """The protocols; their names are unique."""
    pipeline: PipelineSpec
    """The layers that `/pipelines/run` applies by default."""
