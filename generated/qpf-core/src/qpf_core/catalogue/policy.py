"""Policy checks: limits on metrics, required facts, the violations they give, and how grave these
are.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import tidy
from qpf_core.catalogue.protocols import Limited
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_one_of

SEVERITIES = ("low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit of one metric in the unit of the metric; an absent end is open."""

    name: str
    metric: str
    low: float | None = None
    high: float | None = None
    severity: str = "medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken rule: what was measured, by how much it exceeds the limit, and how grave that is."""

    rule: str
    metric: str
    value: float
    excess: float
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """The outcome of a check: shares lie within 0 and 1.

    `severity` is the gravest, or empty when all is well.
    """

    checked: int
    score: float
    compliant: bool
    severity: str
    violations: list[Violation]


def limit(
    name: str,
    metric: str,
    low: float | None = None,
    high: float | None = None,
    severity: str = "medium",
) -> Limit:
    """Make a limit; raises InputError for an unknown severity or ends out of order."""
    require_one_of("severity", severity, SEVERITIES)
    if low is not None and high is not None and low > high:
        raise InputError("low", "must not exceed the high end")
    return Limit(name=name, metric=metric, low=low, high=high, severity=severity)


def check_limits(values: dict[str, float], limits: Sequence[Limited]) -> Compliance:
    """Hold measured values against limits; a limit whose metric was not measured is not checked.

    Raises InputError for a value that is not finite or an unknown severity.
    """
    require_finite("values", values.values())
    known = [item for item in limits if item.metric in values]
    found = []
    for item in known:
        require_one_of("limits.severity", item.severity, SEVERITIES)
        excess = _excess(values[item.metric], item)
        if excess > 0.0:
            found.append(_violation(item, values[item.metric], excess))
    return _compliance(len(known), found)


def check_required(facts: dict[str, bool], severity: str = "high") -> Compliance:
    """Hold a set of facts that must all be true against a policy.

    Each false one is a violation of its name.
    """
    require_one_of("severity", severity, SEVERITIES)
    found = [
        Violation(rule=name, metric=name, value=0.0, excess=1.0, severity=severity)
        for name, holds in facts.items()
        if not holds
    ]
    return _compliance(len(facts), found)


def forbidden(used: list[str], allowed: list[str]) -> list[str]:
    """Return what was used without being allowed, each once, in the order of use."""
    permitted = set(allowed)
    return [name for name in dict.fromkeys(used) if name not in permitted]


def combine(first: Compliance, second: Compliance) -> Compliance:
    """Join two outcomes into one."""
    found = [*first.violations, *second.violations]
    for item in found:
        require_one_of("violations.severity", item.severity, SEVERITIES)
    return _compliance(first.checked + second.checked, found)


def severity_counts(violations: list[Violation]) -> dict[str, int]:
    """Count violations by severity, the gravest first; severities without any are left out."""
    counts = Counter(item.severity for item in violations)
    return {name: counts[name] for name in reversed(SEVERITIES) if counts[name]}


def at_least(severity: str, floor: str) -> bool:
    """Tell whether a severity is as grave as the floor; none (empty) never is."""
    require_one_of("severity", severity, ("", *SEVERITIES))
    require_one_of("floor", floor, SEVERITIES)
    return severity != "" and SEVERITIES.index(severity) >= SEVERITIES.index(floor)


def _excess(value: float, item: Limited) -> float:
    below = item.low - value if item.low is not None else -math.inf
    above = value - item.high if item.high is not None else -math.inf
    return max(below, above)


def _violation(item: Limited, value: float, excess: float) -> Violation:
    return Violation(
        rule=item.name, metric=item.metric, value=value, excess=excess, severity=item.severity
    )


def _compliance(checked: int, found: list[Violation]) -> Compliance:
    return Compliance(
        checked=checked,
        score=tidy(1.0 - len(found) / checked) if checked else 1.0,
        compliant=not found,
        severity=max((item.severity for item in found), key=SEVERITIES.index, default=""),
        violations=found,
    )
