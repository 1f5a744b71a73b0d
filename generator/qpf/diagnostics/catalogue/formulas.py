"""Facts about formulas and functions of other agents (QPF570 to QPF574)."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import listed

__all__ = [
    "incomplete_formula",
    "no_array_form",
    "unneeded_agent",
    "unshown_part",
    "wrong_example",
]

_AREA = "behaviour"


@fact("QPF570", "incomplete-formula", area=_AREA)
def incomplete_formula(place: Place, name: str, reason: str, remedy: str = "") -> Finding:
    """A formula does not say its value, or cannot live where it should."""
    return Finding(place, f"the formula `{name}` {reason}", remedy)


@fact("QPF571", "no-array-form", area=_AREA)
def no_array_form(place: Place, name: str, what: str) -> Finding:
    """A part of a formula has no form for arrays."""
    return Finding(
        place,
        f"{what} in the formula `{name}` has no form for arrays",
        "use numbers, comparisons and functions of numbers, or write an operation",
    )


@fact("QPF572", "wrong-example", area=_AREA)
def wrong_example(place: Place, name: str, reason: str, remedy: str = "") -> Finding:
    """An example of a formula does not say what the formula gives."""
    return Finding(place, f"the example of `{name}` {reason}", remedy)


@fact("QPF573", "unshown-part", area=_AREA, severity=Severity.WARNING)
def unshown_part(place: Place, name: str, what: str) -> Finding:
    """No example or derived point reaches a rule or a case of a formula."""
    return Finding(
        place,
        f"no point that tests know reaches {what} of `{name}`",
        "add an example that does, or remove it",
    )


@fact("QPF574", "unneeded-agent", area=_AREA)
def unneeded_agent(place: Place, function: str, agent: str, needed: Iterable[str]) -> Finding:
    """A step uses a function of a library agent that its agent does not need."""
    needs = sorted(needed)
    return Finding(
        place,
        f"`{function}` is a function of `{agent}`, which this agent does not need",
        f"add the edge `-> {agent}` to the dependency graph"
        + (f"; it needs {listed(needs)}" if needs else ""),
    )
