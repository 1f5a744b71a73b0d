"""Fairness: do groups get favourable decisions at like rates, and equally rightly?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import tidy
from qpf_core.catalogue.protocols import Judged
from qpf_core.guards import require_range


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision about a member of a group, with what turned out to be true."""

    group: str
    predicted: bool
    actual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """Rates a group (sorted by name), the gap between the highest and the lowest, and their ratio
    (1 is equal).
    """

    rates: dict[str, float]
    gap: float
    ratio: float
    least: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """Gaps between groups (0 to 1), the disparate impact ratio, and whether a limit is broken."""

    samples: int
    parity_gap: float
    opportunity_gap: float
    impact_ratio: float
    disadvantaged: str
    biased: bool


def judgement(group: str, predicted: bool, actual: bool) -> Judgement:
    """Make a judgement."""
    return Judgement(group, predicted, actual)


def demographic_parity(items: Sequence[Judged], minimum_group: int = 1) -> Parity:
    """Compare how often each group gets a favourable decision.

    Groups below the minimum size are left out.
    """
    return _parity(items, minimum_group, lambda _: True, lambda item: item.predicted)


def equal_opportunity(items: Sequence[Judged], minimum_group: int = 1) -> Parity:
    """Compare how often a group gets a favourable decision when it is due (true positives)."""
    return _parity(items, minimum_group, lambda item: item.actual, lambda item: item.predicted)


def predictive_equality(items: Sequence[Judged], minimum_group: int = 1) -> Parity:
    """Compare how often a group gets a favourable decision when it is not due (false positives)."""
    return _parity(items, minimum_group, lambda item: not item.actual, lambda item: item.predicted)


def accuracy_parity(items: Sequence[Judged], minimum_group: int = 1) -> Parity:
    """Compare how often decisions about each group are right."""
    return _parity(items, minimum_group, lambda _: True, lambda item: item.predicted == item.actual)


def disparate_impact(items: Sequence[Judged], minimum_group: int = 1) -> float:
    """Return the lowest rate of favourable decisions divided by the highest.

    Below 0.8 is the usual alarm.
    """
    return demographic_parity(items, minimum_group).ratio


def assess(
    items: Sequence[Judged],
    maximum_gap: float = 0.1,
    minimum_ratio: float = 0.8,
    minimum_group: int = 5,
) -> Bias:
    """Judge decisions for bias.

    Biased is a parity or opportunity gap above `maximum_gap` (0 to 1) or an impact ratio below
    `minimum_ratio` (0 to 1); groups below the minimum size are left out.
    """
    require_range("maximum_gap", maximum_gap, low=0.0, high=1.0)
    require_range("minimum_ratio", minimum_ratio, low=0.0, high=1.0)
    parity = demographic_parity(items, minimum_group)
    opportunity = equal_opportunity(items, minimum_group)
    biased = max(parity.gap, opportunity.gap) > maximum_gap or parity.ratio < minimum_ratio
    worst = parity if parity.gap >= opportunity.gap else opportunity
    return Bias(
        samples=len(items),
        parity_gap=parity.gap,
        opportunity_gap=opportunity.gap,
        impact_ratio=parity.ratio,
        disadvantaged=worst.least if biased else "",
        biased=biased,
    )


def _parity(
    items: Sequence[Judged],
    minimum_group: int,
    counts: Callable[[Judged], bool],
    favours: Callable[[Judged], bool],
) -> Parity:
    require_range("minimum_group", minimum_group, low=1)
    cases: dict[str, list[bool]] = {}
    for item in items:
        if counts(item):
            cases.setdefault(item.group, []).append(favours(item))
    rates = {
        group: tidy(sum(flags) / len(flags))
        for group, flags in sorted(cases.items())
        if len(flags) >= minimum_group
    }
    if not rates:
        return Parity(rates={}, gap=0.0, ratio=1.0, least="")
    low, high = min(rates.values()), max(rates.values())
    return Parity(
        rates=rates,
        gap=tidy(high - low),
        ratio=tidy(low / high) if high > 0.0 else 1.0,
        least=min(rates, key=rates.__getitem__) if high > low else "",
    )
