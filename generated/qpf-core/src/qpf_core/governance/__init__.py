"""Governance: policies, triggers, the audit chain, escalations to people, approvals by people."""

from qpf_core.governance.approval_rows import Approval
from qpf_core.governance.approvals import Approvals
from qpf_core.governance.audit import AuditLog
from qpf_core.governance.audit_chain import AuditEntry
from qpf_core.governance.channels import (
    BusChannel,
    Channel,
    ChannelBook,
    ChannelSettings,
    LogChannel,
    Notice,
    SmtpChannel,
    WebhookChannel,
)
from qpf_core.governance.escalation import Escalations, Flushed, Patience
from qpf_core.governance.governance import Governance
from qpf_core.governance.outbox import DeadNotice
from qpf_core.governance.policy import Anchor, GovernancePolicy, Trigger

__all__ = [
    "Anchor",
    "Approval",
    "Approvals",
    "AuditEntry",
    "AuditLog",
    "BusChannel",
    "Channel",
    "ChannelBook",
    "ChannelSettings",
    "DeadNotice",
    "Escalations",
    "Flushed",
    "Governance",
    "GovernancePolicy",
    "LogChannel",
    "Notice",
    "Patience",
    "SmtpChannel",
    "Trigger",
    "WebhookChannel",
]
