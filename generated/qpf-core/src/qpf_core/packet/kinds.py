"""Closed vocabularies of the packet protocol."""

from enum import StrEnum

SCHEMA_VERSION = "2.0.0"
SUPPORTED_VERSIONS = ("1.0.0", "1.0.1", "1.1.0", "1.1.1", SCHEMA_VERSION)


class PacketKind(StrEnum):
    """Packet types of the protocol itself; a collection declares more of its own."""

    EVENT = "event"
    INSIGHT = "insight"
    RESULT = "result"
    ERROR = "error"
    COMMAND = "command"
    QUERY = "query"
    MEMORY_WRITE = "memory_write"
    REASONING_TRACE = "reasoning_trace"
    TOOL_AUDIT = "tool_audit"


class DerivationType(StrEnum):
    """How a packet came from its parents."""

    MUTATION = "mutation"
    SPLIT = "split"
    MERGE = "merge"
    TRANSFORM = "transform"
    INFERENCE = "inference"
