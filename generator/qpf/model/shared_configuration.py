"""What all agents of a collection share, as the extractor map writes it."""

from typing import Annotated

from pydantic import Field

from qpf.model.strict import StrictModel

__all__ = [
    "AnchorSpec",
    "Backend",
    "CommunicationProtocol",
    "MemoryBackends",
    "SharedConfiguration",
]

Text = Annotated[str, Field(min_length=1)]


class Backend(StrictModel):
    """Where one shared memory backend is found by default."""

    connection: str = ""
    """URL without secrets."""
    keyspace_prefix: str = ""
    """Prefix of every key of the collection's working memory, before the agent's keyspace."""
    bucket: str = ""
    """Bucket of an object store."""
    prefix: str = ""
    """Prefix of every object's name."""


class MemoryBackends(StrictModel):
    """The five shared backends; an absent one means the embedded default."""

    redis_cluster: Backend | None = None
    """Working memory."""
    postgres_pgvector: Backend | None = None
    """Episodic memory."""
    neo4j_auradb: Backend | None = None
    """Semantic memory."""
    hypergraphdb: Backend | None = None
    """Causal memory."""
    s3_archive: Backend | None = None
    """Archive."""

    def key(self, keyspace: str) -> str:
        """A keyspace of an agent, behind the prefix of the collection."""
        prefix = self.redis_cluster.keyspace_prefix.rstrip(":") if self.redis_cluster else ""
        return f"{prefix}:{keyspace}" if prefix else keyspace


class AnchorSpec(StrictModel):
    """A person or body that escalations reach."""

    name: Text
    """The name that schemas use."""
    role: str = ""
    """What the anchor answers for."""
    members: tuple[Text, ...] = ()
    """People behind a body."""
    channels: Annotated[tuple[Text, ...], Field(min_length=1)]
    """`email`, `slack`, `webhook`, `governance_bus` or `log`, optionally `kind:name`."""


class CommunicationProtocol(StrictModel):
    """How agents of the collection speak."""

    primary: Text = "PacketEnvelope"
    """Envelope of packets."""
    secondary: str = ""
    """Event stream."""
    tertiary: str = ""
    """Synchronous calls."""
    authentication: str = ""
    """How a caller shows who it is."""


class SharedConfiguration(StrictModel):
    """What all agents of the collection have in common."""

    memory_backends: MemoryBackends = MemoryBackends()
    """Default places of the shared backends."""
    governance_anchors: tuple[AnchorSpec, ...] = ()
    """Who can be escalated to."""
    communication_protocol: CommunicationProtocol = CommunicationProtocol()
    """How agents speak."""
    logging_root: str = ""
    """Folder that holds every declared log file."""
    manifests_root: str = ""
    """Folder that holds every declared manifest."""
    monitoring_root: str = ""
    """Folder that holds every declared dashboard."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port of the collection's service; 0 picks a free one."""
    unit: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] | None = None
    """Name of the service's systemd unit; that of the distribution unless given."""
