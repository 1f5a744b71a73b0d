"""Tables of governance: the audit chain, the outbox of escalations, approvals."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from qpf_core.store.columns import BIG, DOCUMENT, Instant
from qpf_core.store.metadata import METADATA

AUDIT = Table(
    "qpf_audit",
    METADATA,
    Column("chain", String(120), primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("scope", String(120), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(200), nullable=False),
    # Text, not JSON: the hash is over these very characters.
    Column("detail", Text, nullable=False),
    Column("correlation_id", String(200), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("qpf_audit_by_correlation", "chain", "correlation_id"),
)

AUDIT_HEADS = Table(
    "qpf_audit_heads",
    METADATA,
    Column("chain", String(120), primary_key=True),
    Column("seq", BIG, nullable=False),
    Column("hash", String(64), nullable=False),
)

OUTBOX = Table(
    "qpf_outbox",
    METADATA,
    Column("id", String(24), primary_key=True),
    Column("agent", String(120), nullable=False),
    Column("trigger", String(200), nullable=False),
    Column("correlation_id", String(200), nullable=False),
    Column("anchor", String(200), nullable=False),
    Column("channel", String(120), nullable=False),
    Column("origin", Text, nullable=False),
    Column("detail", DOCUMENT, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("error", Text),
    UniqueConstraint(
        "agent", "trigger", "correlation_id", "anchor", "channel", name="qpf_outbox_once"
    ),
    Index("qpf_outbox_due", "agent", "state", "next_at"),
)

APPROVALS = Table(
    "qpf_approvals",
    METADATA,
    Column("id", String(24), primary_key=True),
    Column("agent", String(120), nullable=False),
    Column("operation", String(200), nullable=False),
    Column("arguments", DOCUMENT, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", String(200)),
    Column("note", Text),
    Column("used_at", Instant),
    Index("qpf_approvals_by_state", "agent", "state", "id"),
)
