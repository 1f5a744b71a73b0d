"""Facts about the routes of a service, and about its other names."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["name_taken", "nobody_answers", "route_taken"]


@fact("QPF457", "route-taken", area="deployment")
def route_taken(
    place: Place, method: str, path: str, section: str, other: str, first: Place | None
) -> Finding:
    """A route of a service is one of something else already"""
    return Finding(
        place,
        f"`{method} {path}` of the section `{section}` is taken by the {other}",
        help=(
            "give one of the two another path"
            if first is not None
            else "give it another path: this one is served whatever a schema says"
        ),
        notes=(Note("the other one", first),) if first is not None else (),
    )


@fact("QPF458", "nobody-answers", area="deployment")
def nobody_answers(place: Place, method: str, path: str, known: tuple[str, ...]) -> Finding:
    """A page calls a route that the service does not have"""
    return Finding(
        place,
        f"nothing answers `{method} {path}`",
        help=did_you_mean(path, known) or f"routes: {listed(known)}",
    )


@fact("QPF490", "second-of-a-name", area="deployment")
def name_taken(place: Place, kind: str, name: str, first: Place | None, hint: str = "") -> Finding:
    """A command, a unit, a table, an index or a module is called like another one"""
    return Finding(
        place,
        f"the {kind} `{name}` is there already",
        help=(
            f"give one of the two another name{hint and f': {hint}'}"
            if first is not None
            else f"give it another name: every service has the {kind} `{name}`"
        ),
        notes=(Note("the other one", first),) if first is not None else (),
    )
