"""Section `library`."""

from qpf.sections.library.rules import check
from qpf.sections.library.spec import LibrarySpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="library", spec=LibrarySpec, check=check, mandatory=False)
