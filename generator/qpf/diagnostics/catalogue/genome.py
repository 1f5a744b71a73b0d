"""Facts about genomes: organs, weights, modes and the health they share (QPF580 to QPF584)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["bad_health", "bad_mode", "bad_weights", "sense_conflict", "unknown_organ"]

_AREA = "behaviour"


@fact("QPF580", "unknown-organ", area=_AREA)
def unknown_organ(place: Place, name: str, reason: str, known: Iterable[str]) -> Finding:
    """A genome names an organ that it cannot have."""
    names = sorted(known)
    remedy = did_you_mean(name, names) or (f"organs: {listed(names)}" if names else "")
    return Finding(place, f"the organ `{name}` {reason}", remedy)


@fact("QPF581", "bad-weights", area=_AREA)
def bad_weights(place: Place, what: str, reason: str, remedy: str = "") -> Finding:
    """Weights do not name every organ once, or do not sum to 1."""
    return Finding(place, f"{what} {reason}", remedy)


@fact("QPF582", "bad-mode", area=_AREA)
def bad_mode(place: Place, name: str, reason: str, remedy: str = "") -> Finding:
    """Modes do not divide the range of the sense that decides them."""
    return Finding(place, f"the mode `{name}` {reason}", remedy)


@fact("QPF583", "bad-health", area=_AREA)
def bad_health(place: Place, name: str, reason: str, remedy: str = "") -> Finding:
    """The health of a genome says something no organ senses, or could not be sensed."""
    return Finding(place, f"`{name}` {reason}", remedy)


@fact("QPF584", "sense-conflict", area=_AREA)
def sense_conflict(
    place: Place, name: str, key: str, one: str, other: str, first: Place
) -> Finding:
    """Two organs of a genome sense the same thing in different ways."""
    return Finding(
        place,
        f"`{name}` has the {key} {other} here and {one} in another organ",
        "give both organs the same sense",
        (Note("it is sensed here first", first),),
    )
