"""Who may stop the agent, when it must ask, and what it writes down."""

from typing import Annotated, Literal

from pydantic import Field

from qpf.sections.spec_base import Path, SectionModel, Text, Token

__all__ = ["GovernanceSpec"]


class GovernanceSpec(SectionModel):
    """Anchors, escalation and audit of an agent."""

    anchors: tuple[Text, ...] = ()
    """Names of anchors that the map or the glue defines."""
    mode: Literal["hybrid", "autonomous", "supervised"]
    """How far the agent decides alone."""
    humanoverride: bool
    """Whether an anchor may overrule a decision."""
    complianceauditor: Path | None = None
    """Module or agent that audits this one."""
    escalationpolicy: str = ""
    """Conditions of escalation: comma is or, AND binds tighter, a bare name is an event."""
    performancereporting: Path | None = None
    """Where performance reports go."""
    auditscope: tuple[Annotated[Token, Field(max_length=120)], ...] = ()
    """Kinds of entries in the audit log; others are refused."""
