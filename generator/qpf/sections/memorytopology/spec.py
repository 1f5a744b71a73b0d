"""The five memory layers and what each keeps for how long."""

from typing import Annotated, Literal

from pydantic import Field

from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "ArchiveLayer",
    "CausalLayer",
    "CausalLink",
    "EpisodicLayer",
    "MemoryTopologySpec",
    "SemanticElement",
    "SemanticLayer",
    "SharingSpec",
    "WorkingLayer",
]


Kind = Annotated[Token, Field(max_length=120)]
"""A kind of node or of edge, as long as the store takes it."""


class WorkingLayer(SectionModel):
    """Short-lived keys of one agent."""

    storagetype: Literal["redis_cluster", "redis"]
    """Backend."""
    purpose: str = ""
    """What is cached; `TTL=1hr` inside sets the lifetime."""
    keyspace: Text
    """Prefix of the keys, `agent:working:*`."""
    ttl: str = ""
    """Lifetime of a key, for example `1 hour`; overrules the text of `purpose`."""


class EpisodicLayer(SectionModel):
    """What happened, searchable."""

    storagetype: Literal["postgres + pgvector", "postgres_pgvector", "postgres"]
    """Backend."""
    purpose: str = ""
    """What is recorded."""
    retention: str = "indefinite"
    """`<n> days|weeks|months|years` or `indefinite`; a note in parentheses may follow."""
    indexby: tuple[Token, ...] = ()
    """Keys an entry can be found by."""


class SemanticElement(SectionModel):
    """A kind of node or of edge."""

    node_type: Kind | None = None
    """Name of a kind of node."""
    edge_type: Kind | None = None
    """Name of a kind of edge."""
    fields: Annotated[tuple[Token, ...], Field(min_length=1)]
    """Fields of the element; an edge names both ends."""


class SemanticLayer(SectionModel):
    """Entities and relations."""

    storagetype: Literal["neo4j_auradb", "neo4j"]
    """Backend."""
    purpose: str = ""
    """What the graph holds."""
    structure: tuple[SemanticElement, ...] = ()
    """Kinds of nodes and edges."""


class CausalLink(SectionModel):
    """A factor and what it influences."""

    factor: Token
    """The cause."""
    influences: Annotated[tuple[Token, ...], Field(min_length=1)]
    """Its effects."""


class CausalLayer(SectionModel):
    """Why something was decided."""

    storagetype: Literal["hypergraphdb", "hypergraph_store"]
    """Backend."""
    purpose: str = ""
    """Which questions it answers."""
    links: Annotated[tuple[CausalLink, ...], Field(alias="schema")] = ()
    """Known influences, written under the key `schema`."""


class ArchiveLayer(SectionModel):
    """Objects kept for long."""

    storagetype: Literal[
        "s3_durable_archive", "s3_durable_archive + glacier", "s3_durable", "file_system_sandbox"
    ]
    """Backend."""
    purpose: str = ""
    """What is archived."""
    retention: str = "indefinite"
    """`<n> days|weeks|months|years` or `indefinite`; a note in parentheses may follow."""


class SharingSpec(SectionModel):
    """Whether other agents see this one's memory."""

    enabled: bool
    """Whether anything is shared."""
    layer: Token
    """Bus the shared entries travel on."""
    purpose: str = ""
    """Why it is shared."""


class MemoryTopologySpec(SectionModel):
    """Memory of an agent; an absent layer cannot be used."""

    workingmemory: WorkingLayer | None = None
    """Short-lived keys."""
    episodicmemory: EpisodicLayer | None = None
    """What happened."""
    semanticmemory: SemanticLayer | None = None
    """Entities and relations."""
    causalmemory: CausalLayer | None = None
    """Why it was decided."""
    longtermpersistence: ArchiveLayer | None = None
    """Archive."""
    crossagentsharing: SharingSpec | None = None
    """Sharing with other agents."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that are declared, in the order of the schema language."""
        names = LAYERS
        return tuple(name for name in names if getattr(self, name) is not None)


LAYERS = (
    "workingmemory",
    "episodicmemory",
    "semanticmemory",
    "causalmemory",
    "longtermpersistence",
)
"""Names of the memory layers."""
