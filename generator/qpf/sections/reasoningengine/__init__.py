"""Section `reasoningengine`."""

from qpf.sections.reasoningengine.rules import check, reaches
from qpf.sections.reasoningengine.spec import ReasoningEngineSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="reasoningengine", spec=ReasoningEngineSpec, check=check, reaches=reaches)
