"""Reading packets of every supported version, and answering to what is none."""

import hashlib
import json
from collections.abc import Mapping
from typing import NoReturn
from uuid import UUID

from qpf_core.clock import Clock
from qpf_core.errors import InputError, TooLarge
from qpf_core.packet.building import new_packet
from qpf_core.packet.envelope import PacketEnvelope
from qpf_core.packet.kinds import SUPPORTED_VERSIONS, PacketKind
from qpf_core.plain import JsonObject, JsonValue, from_plain

MAX_PACKET_BYTES = 1_048_576
_OLDEST = SUPPORTED_VERSIONS[0]


def parse_packet(raw: bytes | Mapping[str, JsonValue]) -> PacketEnvelope:
    """Return the packet in `raw`: UTF-8 JSON of at most 1 MiB, or a decoded object.

    A packet that does not say its version is read as the oldest. Raises InputError with the field
    at fault, TooLarge beyond the limit. Digest and expiry are the business of `verify`.
    """
    document = _decoded(raw) if isinstance(raw, bytes) else dict(raw)
    metadata = document.get("metadata")
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict):
        raise InputError("metadata", "must be an object")
    version = metadata.get("schema_version", _OLDEST)
    if version not in SUPPORTED_VERSIONS:
        raise InputError(
            "metadata.schema_version", f"must be one of {', '.join(SUPPORTED_VERSIONS)}"
        )
    known = {**metadata, "schema_version": version}
    present = {key: value for key, value in document.items() if value is not None}
    return from_plain(PacketEnvelope, {**present, "metadata": known}, extra="declared")


def error_packet(
    raw: bytes | Mapping[str, JsonValue], reason: str, *, agent: str, clock: Clock
) -> PacketEnvelope:
    """Return the packet that answers to malformed input.

    It carries the reason, the size and the digest of the input (never the input itself), and the
    thread of the input where that can be read.
    """
    data = raw if isinstance(raw, bytes) else json.dumps(dict(raw), sort_keys=True).encode()
    document = _readable(raw)
    parent = _identity(document.get("packet_id"))
    payload = {
        "reason": reason,
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "packet_id": None if parent is None else str(parent),
    }
    thread = _identity(document.get("thread_id"))
    return new_packet(PacketKind.ERROR, payload, agent=agent, clock=clock, thread_id=thread)


def _decoded(raw: bytes) -> JsonObject:
    if len(raw) > MAX_PACKET_BYTES:
        raise TooLarge(f"a packet holds at most {MAX_PACKET_BYTES} bytes")
    try:
        document = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError("packet", "is not UTF-8 JSON with finite numbers") from error
    if not isinstance(document, dict):
        raise InputError("packet", "must be an object")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _readable(raw: bytes | Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    if not isinstance(raw, bytes):
        return raw
    try:
        return _decoded(raw)
    except (InputError, TooLarge):
        return {}


def _identity(value: JsonValue) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
