"""Section `worldmodelintegration`."""

from qpf.sections.section import Section
from qpf.sections.worldmodelintegration.rules import check
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec

__all__ = ["SECTION"]

SECTION = Section(name="worldmodelintegration", spec=WorldModelIntegrationSpec, check=check)
