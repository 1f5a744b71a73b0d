"""Section `types`."""

from qpf.sections.section import Section
from qpf.sections.types.rules import check
from qpf.sections.types.spec import TypesSpec

__all__ = ["SECTION"]

SECTION = Section(name="types", spec=TypesSpec, check=check, mandatory=False, keys=("types",))
