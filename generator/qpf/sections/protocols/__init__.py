"""Section `protocols`."""

from qpf.sections.protocols.rules import across, check
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="protocols",
    spec=ProtocolsSpec,
    check=check,
    across=across,
    mandatory=False,
    keys=("protocols", "pipeline"),
)
