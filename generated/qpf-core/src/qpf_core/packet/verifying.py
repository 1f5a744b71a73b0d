"""Whether a packet may be acted upon."""

import hmac
from datetime import timedelta

from qpf_core.clock import Clock
from qpf_core.errors import DeadlineExceeded, InputError
from qpf_core.packet.digest import content_hash
from qpf_core.packet.envelope import PacketEnvelope
from qpf_core.packet.kinds import SCHEMA_VERSION

_LARGEST_SKEW = timedelta(minutes=5)


def verify(packet: PacketEnvelope, clock: Clock) -> None:
    """Return when `packet` is whole and in time.

    Raises InputError for a missing (version 2) or wrong digest and for a packet from the future
    (more than five minutes), DeadlineExceeded for one whose time to live has passed.
    """
    if packet.content_hash is None:
        if packet.metadata.schema_version == SCHEMA_VERSION:
            raise InputError("content_hash", f"is mandatory in version {SCHEMA_VERSION}")
    elif not hmac.compare_digest(packet.content_hash, content_hash(packet)):
        raise InputError("content_hash", "does not match the content")
    now = clock.now()
    if packet.timestamp > now + _LARGEST_SKEW:
        raise InputError("timestamp", "lies in the future")
    if packet.ttl is not None and packet.ttl <= now:
        raise DeadlineExceeded("the packet has expired")
