"""Section `integration`."""

from qpf.sections.integration.rules import check
from qpf.sections.integration.spec import IntegrationSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="integration", spec=IntegrationSpec, check=check)
