"""Section `metadata`."""

from qpf.sections.metadata.rules import check
from qpf.sections.metadata.spec import MetadataSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="metadata", spec=MetadataSpec, check=check)
