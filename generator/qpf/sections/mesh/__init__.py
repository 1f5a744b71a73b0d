"""Section `mesh`."""

from qpf.sections.mesh.rules import check, means
from qpf.sections.mesh.spec import MeshSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="mesh", spec=MeshSpec, check=check, means=means, mandatory=False)
