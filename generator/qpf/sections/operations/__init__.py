"""Section `operations`."""

from qpf.sections.operations.rules import check
from qpf.sections.operations.spec import OperationsSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="operations", spec=OperationsSpec, check=check, mandatory=False, keys=("operations",)
)
