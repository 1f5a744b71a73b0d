"""Section `genome`."""

from qpf.sections.genome.rules import check, makes, means, routes
from qpf.sections.genome.spec import GenomeSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="genome",
    spec=GenomeSpec,
    check=check,
    means=means,
    makes=makes,
    routes=routes,
    mandatory=False,
    requires=("fastapi>=0.135",),
)
