"""Section `cursorinstructions`."""

from qpf.sections.cursorinstructions.rules import check, claims
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="cursorinstructions", spec=CursorInstructionsSpec, check=check, claims=claims
)
