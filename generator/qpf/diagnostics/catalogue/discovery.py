"""Facts about finding peers."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["bad_group", "nothing_to_serve", "times_disagree"]


@fact("QPF597", "bad-multicast-group", area="discovery")
def bad_group(place: Place, group: str) -> Finding:
    """The group of a discovery is no multicast address for private use"""
    return Finding(
        place,
        f"`{group}` is not an address from 239.0.0.0 to 239.255.255.255",
        help="choose one in 239.255.0.0/16, which stays on the local network",
    )


@fact("QPF598", "discovery-times-disagree", area="discovery")
def times_disagree(place: Place, name: str, value: float, relation: str, other: float) -> Finding:
    """Times of a discovery contradict each other"""
    return Finding(
        place,
        f"`{name}` is {value:g}, expected {relation}, which is {other:g}",
        help="peers must be heard before they are suspected, and suspected before they are dropped",
    )


@fact("QPF599", "nothing-to-serve", area="discovery")
def nothing_to_serve(place: Place, name: str, reason: str, able: tuple[str, ...]) -> Finding:
    """The agent that peers offer each other cannot be called"""
    choices = f"agents that can: {listed(able)}" if able else "no agent of the collection can"
    return Finding(
        place,
        f"`{name}` {reason}",
        help=did_you_mean(name, able) or choices,
    )
