"""Matching of demand and supply: compatibility of properties, margins, assignment, middlemen."""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import positive, tidy
from qpf_core.catalogue.protocols import Linked, Paired, Priced
from qpf_core.catalogue.results import Pair, Score
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """How well an offer fits: the score (0 to 1) and the names of properties that fit, break, or
    are unknown.
    """

    score: float
    compatible: bool
    satisfied: list[str]
    violated: list[str]
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Margin:
    """An offer with its margin as a share of the price."""

    id: str
    margin: float
    profit: float


def closeness(value: float, target: float, tolerance: float) -> float:
    """Return 1 at the target, falling evenly to 0 at twice the tolerance.

    One half is at the tolerance.
    """
    positive("tolerance", tolerance)
    require_finite("value", value)
    require_finite("target", target)
    return tidy(max(0.0, 1.0 - abs(value - target) / tolerance / 2.0))


def compatibility_score(
    required: dict[str, float], offered: dict[str, float], tolerances: dict[str, float]
) -> Compatibility:
    """Compare numeric properties, each within its tolerance in its own unit.

    The score is the mean closeness over the required properties, an unknown one counting 0; nothing
    required scores 1. Compatible means every property is known and within its tolerance. Raises
    InputError when a required property has no tolerance.
    """
    marks: dict[str, float] = {}
    satisfied: list[str] = []
    violated: list[str] = []
    missing: list[str] = []
    for name, target in required.items():
        if name not in tolerances:
            raise InputError(f"tolerances.{name}", "must be given")
        if name not in offered:
            missing.append(name)
            continue
        marks[name] = closeness(offered[name], target, tolerances[name])
        (satisfied if marks[name] >= 0.5 else violated).append(name)
    return Compatibility(
        score=tidy(sum(marks.values()) / len(required)) if required else 1.0,
        compatible=not violated and not missing,
        satisfied=satisfied,
        violated=violated,
        missing=missing,
    )


def overlap(left: list[str], right: list[str]) -> float:
    """Return the share of the left names that the right has too, within 0 and 1.

    1 when the left is empty.
    """
    wanted = set(left)
    return tidy(len(wanted & set(right)) / len(wanted)) if wanted else 1.0


def price_margin(price: float, cost: float) -> float:
    """Return (price - cost) / price, in the currency of both.

    Negative for a loss. The price must be above 0.
    """
    positive("price", price)
    require_range("cost", cost, low=0.0)
    require_finite("cost", cost)
    return tidy(1.0 - cost / price)


def rank_margins(offers: Sequence[Priced], minimum: float = 0.0) -> list[Margin]:
    """Return the offers whose margin reaches the minimum share, the best margin first, then by
    identity.
    """
    require_finite("minimum", minimum)
    found = [
        Margin(offer.id, price_margin(offer.price, offer.cost), tidy(offer.price - offer.cost))
        for offer in offers
    ]
    kept = [item for item in found if item.margin >= minimum]
    return sorted(kept, key=lambda item: (-item.margin, item.id))


def best_margin(offers: Sequence[Priced], minimum: float = 0.0) -> Margin | None:
    """Return the offer with the best margin, or nothing when none reaches the minimum share."""
    ranked = rank_margins(offers, minimum)
    return ranked[0] if ranked else None


def target_price(cost: float, margin: float) -> float:
    """Return the price at which a cost earns a margin, a share of the price from 0 to below 1."""
    require_range("cost", cost, low=0.0)
    require_finite("cost", cost)
    require_range("margin", margin, low=0.0)
    if margin >= 1.0:
        raise InputError("margin", "must be less than 1")
    return tidy(cost / (1.0 - margin))


def assign(pairs: Sequence[Paired], minimum: float = 0.0) -> list[Pair]:
    """Match each party at most once, the best pairs first.

    Pairs below the minimum score are left out.

    Parties are compared by name on their own side: a source `x` and a target `x` are different.
    """
    require_finite("pairs", [item.score for item in pairs])
    sources: set[str] = set()
    targets: set[str] = set()
    chosen = []
    for item in sorted(pairs, key=lambda pair: (-pair.score, pair.source, pair.target)):
        if item.score >= minimum and item.source not in sources and item.target not in targets:
            sources.add(item.source)
            targets.add(item.target)
            chosen.append(Pair(item.source, item.target, item.score))
    return chosen


def brokers(trades: Sequence[Linked], minimum: float = 0.5) -> list[Score]:
    """Find parties that sell (source) about as much as they buy (target): middlemen, the clearest
    first.

    The score is the smaller number of trades divided by the larger, within 0 and 1.
    """
    require_range("minimum", minimum, low=0.0, high=1.0)
    sold: dict[str, int] = {}
    bought: dict[str, int] = {}
    for trade in trades:
        sold[trade.source] = sold.get(trade.source, 0) + 1
        bought[trade.target] = bought.get(trade.target, 0) + 1
    both = [name for name in sold if name in bought]
    found = [
        Score(name, tidy(min(sold[name], bought[name]) / max(sold[name], bought[name])))
        for name in both
    ]
    return sorted(
        (item for item in found if item.score >= minimum), key=lambda item: (-item.score, item.id)
    )
