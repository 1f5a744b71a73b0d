"""Peers on the local network: how they find each other, and who gives them tasks."""

from typing import Annotated

from pydantic import Field

from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = ["DiscoveryCommandSpec", "DiscoverySpec", "OrchestratorSpec", "PeersSpec"]

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Route = Annotated[str, Field(pattern=r"^/[a-z0-9_/-]*[a-z0-9_-]$")]
Module = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class DiscoveryCommandSpec(SectionModel):
    """A process of its own."""

    word: Word
    """What stands after `python -m <package>`."""
    summary: Text
    """What `--help` says."""
    unit: Word | None = None
    """Name of the systemd unit that keeps it running."""


class PeersSpec(SectionModel):
    """What is kept of peers."""

    file: Annotated[str, Field(pattern=r"^(~/|/)?[A-Za-z0-9._/-]+$")]
    """File in which the node keeps them; `~` is the home folder."""
    path: Route = "/peers"
    """URL path in the service."""
    limit: Annotated[int, Field(ge=1, le=65_536)] = 256
    """Most peers at a time."""
    per_address: Annotated[int, Field(ge=1, le=65_536)] = 16
    """Most peers of one address."""


class OrchestratorSpec(SectionModel):
    """Who hands tasks to peers."""

    module: Module = "orchestrator"
    """The generated module."""
    port: Port
    """Port of its own HTTP service on loopback."""
    health_every_s: Seconds = 2.0
    """Seconds from one check of every peer's health to the next."""
    health_timeout_s: Seconds = 1.0
    """Seconds that a peer may take to say that it works."""
    attempts: Annotated[int, Field(ge=1, le=100)] = 3
    """Peers that are tried for one task."""
    smoothing: Annotated[float, Field(gt=0, le=1)] = 0.1
    """How far the average of a peer's work moves towards the present each time."""
    command: DiscoveryCommandSpec
    """The orchestrator as a process."""


class DiscoverySpec(SectionModel):
    """How nodes find each other by multicast."""

    module: Module = "discovery"
    """The generated module."""
    serves: Token
    """The agent whose gRPC methods and endpoints peers offer each other."""
    group: Text
    """Multicast group, from 239.0.0.0 to 239.255.255.255, unless the settings say otherwise."""
    port: Port
    """UDP port of the group, unless the settings say otherwise."""
    ttl: Annotated[int, Field(ge=0, le=255)] = 1
    """Networks that an announcement crosses, unless the settings say otherwise; 1 is the own."""
    announce_every_s: Seconds = 3.0
    """Seconds from one announcement to the next."""
    suspect_after_s: Seconds = 6.0
    """Seconds of silence after which a peer does not count as healthy."""
    drop_after_s: Seconds = 10.0
    """Seconds of silence after which a peer is forgotten."""
    max_skew_s: Seconds = 30.0
    """How far the clock of a peer may be off, where packets are signed."""
    max_packet_bytes: Annotated[int, Field(ge=256, le=1400)] = 512
    """Longest announcement; a longer datagram is not looked at."""
    peers: PeersSpec
    """What is kept of peers."""
    command: DiscoveryCommandSpec
    """The node as a process."""
    orchestrator: OrchestratorSpec | None = None
    """Who hands tasks to peers."""
