"""Whom the agent works with, and what it may do without asking."""

from typing import Literal

from qpf.sections.spec_base import Path, SectionModel, Text

__all__ = ["AutonomyScopeSpec", "CollaborationNetworkSpec", "InteractionProtocolSpec", "Scope"]

Scope = Literal["full", "gated_by_governance", "none"]


class InteractionProtocolSpec(SectionModel):
    """How partners exchange context and approvals."""

    contextexchange: Text
    """Medium of shared context."""
    memoryalignment: Text
    """How memories are kept in step."""
    approvalhandoff: Literal["signed_token_exchange", "none"] = "signed_token_exchange"
    """How an approval travels."""


class AutonomyScopeSpec(SectionModel):
    """What is allowed without an approval."""

    internaldecisions: Scope
    """Decisions without effect outside."""
    externalactions: Scope
    """Calls, packets and writes that others see."""


class CollaborationNetworkSpec(SectionModel):
    """Partners and scope of an agent."""

    partners: tuple[Path, ...] = ()
    """Root paths of partner agents."""
    interactionprotocol: InteractionProtocolSpec | None = None
    """Protocol among partners."""
    autonomyscope: AutonomyScopeSpec = AutonomyScopeSpec(
        internaldecisions="full", externalactions="gated_by_governance"
    )
    """What is allowed without an approval."""
