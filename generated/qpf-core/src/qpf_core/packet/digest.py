"""The digest of a packet: what it covers."""

import hashlib

from qpf_core.packet.envelope import PacketEnvelope
from qpf_core.plain import canonical_json


def content_hash(packet: PacketEnvelope) -> str:
    """Return the SHA-256, in hexadecimal, of payload, metadata and timestamp in canonical JSON."""
    covered = {
        "payload": packet.payload,
        "metadata": packet.metadata,
        "timestamp": packet.timestamp,
    }
    return hashlib.sha256(canonical_json(covered)).hexdigest()
