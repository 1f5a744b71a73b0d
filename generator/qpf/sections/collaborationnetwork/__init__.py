"""Section `collaborationnetwork`."""

from qpf.sections.collaborationnetwork.rules import check, means
from qpf.sections.collaborationnetwork.spec import CollaborationNetworkSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="collaborationnetwork", spec=CollaborationNetworkSpec, check=check, means=means
)
