"""Section `communicationstack`."""

from qpf.sections.communicationstack.rules import check, reaches
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="communicationstack", spec=CommunicationStackSpec, check=check, reaches=reaches
)
