"""Section `tables`."""

from qpf.sections.section import Section
from qpf.sections.tables.rules import check
from qpf.sections.tables.spec import TablesSpec

__all__ = ["SECTION"]

SECTION = Section(name="tables", spec=TablesSpec, check=check, mandatory=False)
