"""Section `mesh`."""

from qpf.sections.mesh.rules import check, makes, means, routes
from qpf.sections.mesh.spec import MeshSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="mesh",
    spec=MeshSpec,
    check=check,
    means=means,
    makes=makes,
    routes=routes,
    mandatory=False,
    requires=("anyio>=4.11", "fastapi>=0.135"),
)
