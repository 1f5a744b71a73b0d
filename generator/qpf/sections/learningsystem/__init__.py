"""Section `learningsystem`."""

from qpf.sections.learningsystem.rules import check, reaches
from qpf.sections.learningsystem.spec import LearningSystemSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="learningsystem", spec=LearningSystemSpec, check=check, reaches=reaches)
