"""Facts about policy texts: escalation policies, triggers, alerts (QPF560 to QPF569)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["policy_mixture", "policy_syntax", "policy_unit"]

_AREA = "behaviour"


@fact("QPF560", "policy-syntax", area=_AREA)
def policy_syntax(place: Place, text: str, reason: str) -> Finding:
    """A condition of a policy text does not parse, so it could never fire."""
    return Finding(
        place,
        f"the condition `{text}` does not parse: {reason}",
        "write `metric < number`, join with AND or a comma, or name an event",
    )


@fact("QPF561", "policy-unit", area=_AREA)
def policy_unit(place: Place, unit: str, known: Iterable[str]) -> Finding:
    """A number of a policy text carries a unit that is not known."""
    names = sorted(known)
    return Finding(
        place, f"`{unit}` is not a unit", did_you_mean(unit, names) or f"units: {listed(names, 30)}"
    )


@fact("QPF562", "policy-mixture", area=_AREA)
def policy_mixture(place: Place, text: str, event: str) -> Finding:
    """A named event stands in a conjunction, where only comparisons can be evaluated."""
    return Finding(
        place,
        f"the condition `{text}` joins the event `{event}` by AND",
        "separate it with a comma, or compare a metric",
    )
