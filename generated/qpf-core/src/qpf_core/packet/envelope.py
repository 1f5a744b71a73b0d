"""The packet envelope, version 2: an immutable message with provenance, lineage and a digest."""

from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from qpf_core.packet.kinds import SCHEMA_VERSION, DerivationType
from qpf_core.plain import JsonObject


def _in_utc(moment: datetime) -> datetime:
    """Read a moment without a zone as UTC, which is what 1.x producers mean by it."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PacketMetadata(BaseModel):
    """Who speaks which version of the protocol; further keys are kept as they are."""

    model_config = ConfigDict(frozen=True, extra="allow")

    schema_version: str = SCHEMA_VERSION
    reasoning_mode: str | None = None
    agent: str | None = None
    domain: str = "l9"


class Provenance(_Part):
    """Where a packet comes from."""

    parent_packet: UUID | None = None
    source_agent: str | None = None
    source: str | None = None
    tool: str | None = None


class Confidence(_Part):
    """How sure the sender is, from 0 to 1, and why."""

    score: float = Field(ge=0.0, le=1.0)
    rationale: str | None = None


class Lineage(_Part):
    """Place in a tree of packets: parents, kind of derivation, distance from the root."""

    parent_ids: tuple[UUID, ...] = ()
    derivation_type: DerivationType | None = None
    generation: int = Field(default=0, ge=0)
    root_packet_id: UUID | None = None

    @model_validator(mode="after")
    def _tells_one_story(self) -> Self:
        if bool(self.parent_ids) != (self.generation > 0):
            raise ValueError("a packet has parents exactly when its generation is above 0")
        return self


class PacketEnvelope(_Part):
    """One message between agents. It never changes: `derive` makes the next one."""

    packet_id: UUID
    packet_type: str = Field(min_length=1)
    payload: JsonObject
    timestamp: Moment
    metadata: PacketMetadata = PacketMetadata()
    provenance: Provenance | None = None
    confidence: Confidence | None = None
    reasoning_block: JsonObject | None = None
    thread_id: UUID | None = None
    lineage: Lineage = Lineage()
    tags: tuple[str, ...] = ()
    ttl: Moment | None = Field(default=None, description="moment after which nobody may act on it")
    content_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")

    @model_validator(mode="after")
    def _is_not_its_own_parent(self) -> Self:
        if self.packet_id in self.lineage.parent_ids:
            raise ValueError("a packet is not its own parent")
        return self

    @property
    def root_id(self) -> UUID:
        """Identity of the packet from which this one descends; its own for a root."""
        return self.lineage.root_packet_id or self.packet_id
