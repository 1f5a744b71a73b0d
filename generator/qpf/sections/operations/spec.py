"""What the agent can do, as steps."""

from qpf.language.operation_spec import OperationSpec
from qpf.sections.spec_base import SectionModel

__all__ = ["OperationsSpec"]


class OperationsSpec(SectionModel):
    """Operations of an agent, in the author's order."""

    operations: tuple[OperationSpec, ...]
    """The operations; their names are unique."""
