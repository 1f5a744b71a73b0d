"""Section `system`."""

from qpf.sections.section import Section
from qpf.sections.system.rules import check
from qpf.sections.system.spec import SystemSpec

__all__ = ["SECTION"]

SECTION = Section(name="system", spec=SystemSpec, check=check, keys=tuple(SystemSpec.model_fields))
