"""Section `layers`."""

from qpf.sections.layers.rules import check
from qpf.sections.layers.spec import LayersSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="layers", spec=LayersSpec, check=check, mandatory=False, keys=("layers",))
