"""Section `flow`."""

from qpf.sections.flow.rules import check, makes, means, reaches
from qpf.sections.flow.spec import FlowSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="flow",
    spec=FlowSpec,
    check=check,
    reaches=reaches,
    means=means,
    makes=makes,
    mandatory=False,
)
