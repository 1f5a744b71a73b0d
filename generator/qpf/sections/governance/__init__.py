"""Section `governance`."""

from qpf.sections.governance.rules import check
from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="governance", spec=GovernanceSpec, check=check)
