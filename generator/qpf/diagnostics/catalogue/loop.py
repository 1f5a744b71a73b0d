"""Facts about pulses."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["idle_value", "limits_disagree", "not_one_beat", "unusable_beat"]


@fact("QPF585", "not-one-beat", area="loop")
def not_one_beat(place: Place, is_both: bool) -> Finding:
    """A pulse does not say what it beats, or says two things"""
    said = "both `drives` and `beat`" if is_both else "neither `drives` nor `beat`"
    return Finding(
        place,
        f"the loop has {said}, expected one of them",
        help="`drives: <agent with a genome>` beats an organism, `beat: <operation>` anything else",
    )


@fact("QPF586", "limits-disagree", area="loop")
def limits_disagree(place: Place, name: str, value: float, relation: str, other: float) -> Finding:
    """Two limits of a pulse contradict each other"""
    return Finding(
        place,
        f"`{name}` is `{value:g}`, expected {relation}, which is `{other:g}`",
        help="change one of the two",
    )


@fact("QPF587", "unusable-beat", area="loop")
def unusable_beat(
    place: Place, what: str, name: str, reason: str, able: tuple[str, ...]
) -> Finding:
    """What a pulse is to beat, or what feeds a mesh, cannot serve for it"""
    choices = f"these can serve: {listed(able)}" if able else f"no {what} can serve"
    return Finding(
        place,
        f"{what} `{name}` {reason}",
        help=did_you_mean(name, able) or choices,
    )


@fact("QPF588", "idle-loop-value", area="loop")
def idle_value(place: Place, name: str, reason: str) -> Finding:
    """A value of a pulse changes nothing"""
    return Finding(place, f"`{name}` changes nothing, because {reason}", help="remove it")
