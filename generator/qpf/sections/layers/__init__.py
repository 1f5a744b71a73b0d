"""Section `layers`."""

from qpf.sections.layers.rules import check, claims
from qpf.sections.layers.spec import LayersSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="layers", spec=LayersSpec, check=check, claims=claims, mandatory=False, keys=("layers",)
)
