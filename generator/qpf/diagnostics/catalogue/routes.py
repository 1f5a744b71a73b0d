"""Facts about routes that sections add to a service."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact

__all__ = ["route_taken"]


@fact("QPF457", "route-taken", area="deployment")
def route_taken(
    place: Place, method: str, path: str, section: str, other: str, first: Place
) -> Finding:
    """A route that a section adds to the service is one of something else"""
    return Finding(
        place,
        f"`{method} {path}` of the section `{section}` is taken by the {other}",
        help="give one of the two another path",
        notes=(Note("the other one", first),),
    )
