"""The typed glue file: how agents are wired without editing their schemas."""

import re
from typing import Annotated, Literal

from pydantic import Field

from qpf.model.strict import StrictModel

__all__ = [
    "CHANNEL_KINDS",
    "CommunicationHarmonization",
    "ConnectionType",
    "GlueSpec",
    "GovernanceHarmonization",
    "MemoryHarmonization",
    "RetryPolicy",
    "SharedBackends",
    "WiringSpec",
    "anchor_parts",
    "channel_kind",
]

ConnectionType = Literal["api_call", "packet_send", "event_observe"]
Text = Annotated[str, Field(min_length=1)]

CHANNEL_KINDS: dict[str, str] = {
    "email": "email",
    "direct_email": "email",
    "escalation_email": "email",
    "slack": "slack",
    "slack_critical": "slack",
    "slack_critical_channel": "slack",
    "webhook": "webhook",
    "governance_bus": "governance_bus",
    "governance_bus_notification": "governance_bus",
    "regulatory_path": "governance_bus",
    "log": "log",
}
"""Spellings of delivery channels and the kind each stands for."""


class WiringSpec(StrictModel):
    """One connection from the agent that depends to the agent it depends on."""

    from_agent: Text
    """The caller, sender or observer: id, instance id or name."""
    to_agent: Text
    """The agent called, sent to or observed."""
    connection_type: ConnectionType
    """`api_call`, `packet_send` or `event_observe`."""
    import_path: Text
    """Module of the target that serves the connection, as a path under its root."""
    method_names: tuple[Text, ...] = ()
    """Operations called, for `api_call`."""
    packet_types: tuple[Text, ...] = ()
    """Packets sent, for `packet_send`."""
    event_subscriptions: tuple[Text, ...] = ()
    """Events observed, for `event_observe`."""
    client_module: str | None = None
    """Stem of the caller's module that holds the client, when it has one of its own."""

    @property
    def names(self) -> tuple[str, ...]:
        """What flows: methods, packet types or events, by the connection type."""
        return {
            "api_call": self.method_names,
            "packet_send": self.packet_types,
            "event_observe": self.event_subscriptions,
        }[self.connection_type]

    @property
    def names_key(self) -> str:
        """The key under which `names` is written."""
        return {
            "api_call": "method_names",
            "packet_send": "packet_types",
            "event_observe": "event_subscriptions",
        }[self.connection_type]


class SharedBackends(StrictModel):
    """URLs of the shared backends; must agree with the extractor map."""

    redis: str = ""
    """Working memory."""
    postgres: str = ""
    """Episodic memory."""
    neo4j: str = ""
    """Semantic memory."""
    hypergraph: str = ""
    """Causal memory."""
    s3: str = ""
    """Archive."""


class MemoryHarmonization(StrictModel):
    """One set of backends for all agents."""

    shared_backends: SharedBackends = SharedBackends()
    """URLs by backend."""


class GovernanceHarmonization(StrictModel):
    """Anchors that agents may name beside those of the map, and triggers that all of them have."""

    anchors: tuple[Text, ...] = ()
    """`Name` or `Name (channel, channel)`; channels are added to those that the map gives."""
    shared_escalation_triggers: tuple[Text, ...] = ()
    """Named events that every agent may escalate."""


class RetryPolicy(StrictModel):
    """How a client repeats a failed call."""

    max_retries: Annotated[int, Field(ge=0, le=10)] = 3
    """Repeats after the first try."""
    backoff_multiplier: Annotated[float, Field(ge=1, le=10)] = 2.0
    """Factor between two waits."""
    initial_delay_ms: Annotated[int, Field(ge=1, le=60_000)] = 100
    """First wait in milliseconds."""


class CommunicationHarmonization(StrictModel):
    """One protocol for all agents."""

    protocol: Text = "PacketEnvelope"
    """Envelope of packets."""
    protocol_path: str = ""
    """Module that defines the envelope."""
    auth: str = ""
    """How a caller shows who it is."""
    encryption: str = ""
    """Transport security."""
    retry_policy: RetryPolicy = RetryPolicy()
    """Repeats of failed calls."""


class GlueSpec(StrictModel):
    """One glue file; an absent file is the empty one."""

    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = "6.0.0"
    """Version of the glue dialect, X.Y.Z."""
    wirings: tuple[WiringSpec, ...] = ()
    """Connections between agents."""
    memory_harmonization: MemoryHarmonization = MemoryHarmonization()
    """Shared backends."""
    governance_harmonization: GovernanceHarmonization = GovernanceHarmonization()
    """Shared anchors and triggers."""
    communication_harmonization: CommunicationHarmonization = CommunicationHarmonization()
    """Shared protocol."""


def anchor_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """Split `Name (channel, channel)` into the name and its channels."""
    match = re.fullmatch(r"\s*([^()]+?)\s*(?:\(([^()]*)\))?\s*", text)
    if match is None:
        return text.strip(), ()
    channels = (part.strip() for part in (match[2] or "").split(","))
    return match[1], tuple(part for part in channels if part)


def channel_kind(text: str) -> str | None:
    """The kind of a channel written as `kind` or `kind:name`; None when it is unknown."""
    return CHANNEL_KINDS.get(text.partition(":")[0].strip())
