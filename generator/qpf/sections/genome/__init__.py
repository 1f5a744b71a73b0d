"""Section `genome`."""

from qpf.sections.genome.rules import check, means
from qpf.sections.genome.spec import GenomeSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="genome", spec=GenomeSpec, check=check, means=means, mandatory=False)
