"""Making packets: new ones, and ones that follow from others."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from qpf_core.clock import Clock
from qpf_core.packet.digest import content_hash
from qpf_core.packet.envelope import Lineage, PacketEnvelope, PacketMetadata, Provenance
from qpf_core.packet.kinds import DerivationType
from qpf_core.plain import JsonValue, from_plain, to_plain, to_plain_object
from qpf_core.tracing import carried


def new_packet(  # pylint: disable=too-many-arguments
    packet_type: str,
    payload: object,
    *,
    agent: str,
    clock: Clock,
    tool: str | None = None,
    ttl_s: float | None = None,
    thread_id: UUID | None = None,
    packet_id: UUID | None = None,
    tags: Iterable[str] = (),
    **metadata: JsonValue,
) -> PacketEnvelope:
    """Return a sealed root packet from `agent`; nobody may act on it `ttl_s` seconds from now.

    The payload is anything with fields; further keyword arguments become metadata, and so
    does the trace context. Without a `thread_id` the packet starts a thread of its own. Raises
    InputError for what has no plain form.
    """
    now = clock.now()
    return _sealed(
        packet_id=packet_id or uuid4(),
        packet_type=packet_type,
        payload=to_plain_object(payload),
        timestamp=now,
        metadata={"agent": agent, **carried(), **metadata},
        provenance=Provenance(source_agent=agent, tool=tool),
        thread_id=thread_id or uuid4(),
        tags=tuple(tags),
        ttl=None if ttl_s is None else now + timedelta(seconds=ttl_s),
    )


def derive(  # pylint: disable=too-many-arguments
    packet: PacketEnvelope,
    *,
    payload: object,
    derivation: DerivationType,
    clock: Clock,
    agent: str | None = None,
    tool: str | None = None,
    packet_type: str | None = None,
    others: Sequence[PacketEnvelope] = (),
) -> PacketEnvelope:
    """Return the packet that follows from `packet` (and, for a merge, from `others`).

    Thread, tags, expiry and root stay; the generation is one above the highest parent's. The agent
    is the parent's unless given.
    """
    parents = (packet, *others)
    known = packet.metadata.model_dump(exclude={"schema_version"})
    speaker = agent or packet.metadata.agent
    return _sealed(
        packet_id=uuid4(),
        packet_type=packet_type or packet.packet_type,
        payload=to_plain_object(payload),
        timestamp=clock.now(),
        metadata={**known, "agent": speaker, **carried()},
        provenance=Provenance(
            parent_packet=packet.packet_id, source_agent=packet.metadata.agent, tool=tool
        ),
        thread_id=packet.thread_id,
        lineage=Lineage(
            parent_ids=tuple(parent.packet_id for parent in parents),
            derivation_type=derivation,
            generation=1 + max(parent.lineage.generation for parent in parents),
            root_packet_id=packet.root_id,
        ),
        tags=packet.tags,
        ttl=packet.ttl,
    )


def _sealed(*, metadata: dict[str, object], **fields: object) -> PacketEnvelope:
    plain = to_plain(metadata)
    known = from_plain(PacketMetadata, plain, extra="declared")
    draft = from_plain(PacketEnvelope, to_plain({**fields, "metadata": known}), extra="declared")
    return draft.model_copy(update={"content_hash": content_hash(draft)})
