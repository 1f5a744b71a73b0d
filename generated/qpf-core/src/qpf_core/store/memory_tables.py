"""Tables of the memory layers; every row belongs to one agent."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from qpf_core.store.columns import BIG, DOCUMENT, Embedding, Instant
from qpf_core.store.metadata import METADATA

EPISODES = Table(
    "qpf_episodes",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("id", String(24), primary_key=True),
    Column("kind", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("keys", DOCUMENT, nullable=False),
    Column("value", DOCUMENT, nullable=False),
    Index("qpf_episodes_by_kind", "agent", "kind", "id"),
)

Index(
    "qpf_episodes_by_end",
    EPISODES.c.agent,
    EPISODES.c.expires_at,
    sqlite_where=EPISODES.c.expires_at.is_not(None),
    postgresql_where=EPISODES.c.expires_at.is_not(None),
)

EPISODE_KEYS = Table(
    "qpf_episode_keys",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("value", String(400), primary_key=True),
    Column("episode", String(24), primary_key=True),
    ForeignKeyConstraint(
        ["agent", "episode"], [EPISODES.c.agent, EPISODES.c.id], ondelete="CASCADE"
    ),
    Index("qpf_episode_keys_by_episode", "agent", "episode"),
    sqlite_with_rowid=False,
)

EPISODE_VECTORS = Table(
    "qpf_episode_vectors",
    METADATA,
    Column("seq", BIG, primary_key=True, autoincrement=True),
    Column("agent", String(120), nullable=False),
    Column("episode", String(24), nullable=False),
    Column("kind", String(120), nullable=False),
    Column("expires_at", Instant),
    Column("dimensions", Integer, nullable=False),
    Column("embedding", Embedding, nullable=False),
    ForeignKeyConstraint(
        ["agent", "episode"], [EPISODES.c.agent, EPISODES.c.id], ondelete="CASCADE"
    ),
    Index("qpf_episode_vectors_by_agent", "agent", "dimensions", "seq"),
    Index("qpf_episode_vectors_by_episode", "agent", "episode"),
    sqlite_autoincrement=True,
)

NODES = Table(
    "qpf_nodes",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("kind", String(120), nullable=False),
    Column("fields", DOCUMENT, nullable=False),
)

EDGES = Table(
    "qpf_edges",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("source", String(200), primary_key=True),
    Column("kind", String(120), primary_key=True),
    Column("target", String(200), primary_key=True),
    Column("fields", DOCUMENT, nullable=False),
    ForeignKeyConstraint(["agent", "source"], [NODES.c.agent, NODES.c.id], ondelete="CASCADE"),
    ForeignKeyConstraint(["agent", "target"], [NODES.c.agent, NODES.c.id], ondelete="CASCADE"),
    Index("qpf_edges_by_target", "agent", "target"),
)

CAUSES = Table(
    "qpf_causes",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("id", String(24), primary_key=True),
    Column("effect", String(200), nullable=False),
    Column("weight", Float(53), nullable=False),
    Column("evidence", DOCUMENT),
    Column("created_at", Instant, nullable=False),
    Index("qpf_causes_by_effect", "agent", "effect"),
)

CAUSE_FACTORS = Table(
    "qpf_cause_factors",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("factor", String(200), primary_key=True),
    Column("cause", String(24), primary_key=True),
    Column("place", Integer, nullable=False),
    ForeignKeyConstraint(["agent", "cause"], [CAUSES.c.agent, CAUSES.c.id], ondelete="CASCADE"),
    Index("qpf_cause_factors_by_cause", "agent", "cause"),
)

ARCHIVE = Table(
    "qpf_archive",
    METADATA,
    Column("agent", String(120), primary_key=True),
    Column("name", String(400), primary_key=True),
    Column("path", String(800), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BIG, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, index=True),
)
