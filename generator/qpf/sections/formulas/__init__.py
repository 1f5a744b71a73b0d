"""Section `formulas`."""

from qpf.sections.formulas.rules import check
from qpf.sections.formulas.spec import FormulasSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="formulas",
    spec=FormulasSpec,
    check=check,
    mandatory=False,
    keys=("formulas",),
    requires=("numpy>=2.0",),
)
