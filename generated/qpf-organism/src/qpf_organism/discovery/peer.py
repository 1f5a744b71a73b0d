"""A node as others see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A node that announced itself: its address, its ports (0 serves nothing), when it was heard.

    `last_seen` is Unix time by the clock of whoever heard it; a peer is `healthy` while its
    announcements come in time.
    """

    id: str
    addr: str
    grpc_port: int
    rest_port: int
    last_seen: float
    healthy: bool = True
    is_local: bool = False
