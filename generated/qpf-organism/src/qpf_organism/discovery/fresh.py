"""The peers of a file as they are now: the file may be older than its reader."""

from collections.abc import Iterable
from dataclasses import replace

from qpf_organism.discovery.peer import Peer
from qpf_organism.discovery.table import Limits


def fresh(peers: Iterable[Peer], unix: float, limits: Limits) -> tuple[Peer, ...]:
    """Return who was heard in time before `unix`, the present moment in Unix time.

    Whoever wrote the file may have ended since: its silence counts as that of the peers.
    """
    ages = ((peer, unix - peer.last_seen) for peer in peers)
    return tuple(
        replace(peer, healthy=peer.healthy and age <= limits.suspect_after_s)
        for peer, age in ages
        if age <= limits.drop_after_s
    )
