"""Facts about organs: what they sense, remember, act through, and report (QPF575 to QPF579)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["bad_flow_value", "effect_in_flow", "example_beat", "report_without_key", "unknown_port"]

_AREA = "behaviour"


@fact("QPF575", "unknown-port", area=_AREA)
def unknown_port(place: Place, what: str, name: str, known: Iterable[str]) -> Finding:
    """A stage acts through a port, or a port stands on a function, that does not exist."""
    names = sorted(known)
    remedy = did_you_mean(name, names) or (f"known: {listed(names)}" if names else "declare it")
    return Finding(place, f"there is no {what} `{name}`", remedy)


@fact("QPF576", "effect-in-flow", area=_AREA)
def effect_in_flow(place: Place, operation: str) -> Finding:
    """A stage runs an operation that does more than compute."""
    return Finding(
        place,
        f"`{operation}` has effects of its own, a stage can only run one that computes",
        "let the organ act through a port",
    )


@fact("QPF577", "report-without-key", area=_AREA)
def report_without_key(place: Place, key: str) -> Finding:
    """A report of an organ does not say what was done, or how the organ is."""
    return Finding(place, f"the report has no `{key}`", f"add `{key}: {{is: …}}`")


@fact("QPF578", "bad-flow-value", area=_AREA)
def bad_flow_value(place: Place, what: str, reason: str, remedy: str = "") -> Finding:
    """A value of a flow or genome contradicts another, or would change nothing."""
    return Finding(place, f"{what} {reason}", remedy)


@fact("QPF579", "example-beat", area=_AREA)
def example_beat(place: Place, what: str, expected: str, given: str) -> Finding:
    """A beat of an example states what the flow does not give."""
    return Finding(place, f"the example states {what} {expected}, the flow gives {given}")
