"""Section `memorytopology`."""

from qpf.sections.memorytopology.rules import check
from qpf.sections.memorytopology.spec import MemoryTopologySpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="memorytopology", spec=MemoryTopologySpec, check=check)
