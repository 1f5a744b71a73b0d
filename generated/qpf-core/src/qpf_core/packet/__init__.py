"""The packet protocol: envelope, derivation, verification, tokens."""

from qpf_core.packet.building import derive, new_packet
from qpf_core.packet.digest import content_hash
from qpf_core.packet.envelope import (
    Confidence,
    Lineage,
    PacketEnvelope,
    PacketMetadata,
    Provenance,
)
from qpf_core.packet.kinds import SCHEMA_VERSION, SUPPORTED_VERSIONS, DerivationType, PacketKind
from qpf_core.packet.parsing import MAX_PACKET_BYTES, error_packet, parse_packet
from qpf_core.packet.replay import ReplayGuard
from qpf_core.packet.tokens import Claims, TokenSigner
from qpf_core.packet.verifying import verify

__all__ = [
    "MAX_PACKET_BYTES",
    "SCHEMA_VERSION",
    "SUPPORTED_VERSIONS",
    "Claims",
    "Confidence",
    "DerivationType",
    "Lineage",
    "PacketEnvelope",
    "PacketKind",
    "PacketMetadata",
    "Provenance",
    "ReplayGuard",
    "TokenSigner",
    "content_hash",
    "derive",
    "error_packet",
    "new_packet",
    "parse_packet",
    "verify",
]
