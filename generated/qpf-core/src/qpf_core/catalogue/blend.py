"""Blending of sources: weighted means, votes, fused rankings and combined evidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import probabilities, same_length, tidy
from qpf_core.catalogue.protocols import Scored
from qpf_core.catalogue.results import Score
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_items, require_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """The winning choice, its share of the weight, its lead over the runner-up (shares), and all
    shares.
    """

    choice: str
    share: float
    lead: float
    shares: dict[str, float]


def weighted_blend(values: dict[str, float], weights: dict[str, float]) -> float:
    """Return the mean of the values weighed by source; a source without a value takes no part.

    Raises InputError when a value has no weight, a weight is negative, or all weights that count
    are 0.
    """
    require_items("values", values, minimum=1)
    require_finite("values", values.values())
    for name in values:
        if name not in weights:
            raise InputError(f"weights.{name}", "must be given")
        require_finite(f"weights.{name}", weights[name])
        require_range(f"weights.{name}", weights[name], low=0.0)
    peak = max(weights[name] for name in values)
    if peak == 0.0:
        raise InputError("weights", "must not be all zero")
    # dividing by the largest first keeps sums in range and a mean between its values
    shares = {name: weights[name] / peak for name in values}
    total = math.fsum(shares.values())
    return tidy(math.fsum(values[name] * (shares[name] / total) for name in values))


def vote(choices: list[str], weights: list[float] | None = None) -> Vote:
    """Let each choice count with its weight (1 unless given).

    Equal totals favour the choice named first.
    """
    require_items("choices", choices, minimum=1)
    powers = weights if weights is not None else [1.0] * len(choices)
    same_length("weights", powers, choices)
    totals: dict[str, float] = {}
    for choice, power in zip(choices, powers, strict=True):
        require_finite("weights", power)
        require_range("weights", power, low=0.0)
        totals[choice] = totals.get(choice, 0.0) + power
    whole = sum(totals.values())
    if whole == 0.0 or math.isinf(whole):
        raise InputError("weights", "must have a finite sum greater than 0")
    shares = {choice: tidy(total / whole) for choice, total in totals.items()}
    winner = max(shares, key=shares.__getitem__)
    runner_up = max((share for choice, share in shares.items() if choice != winner), default=0.0)
    return Vote(
        choice=winner, share=shares[winner], lead=tidy(shares[winner] - runner_up), shares=shares
    )


def fuse_rankings(
    first: Sequence[Scored], second: Sequence[Scored], constant: float = 60.0
) -> list[Score]:
    """Merge two rankings, each best first, by reciprocal ranks.

    Only places count, not the scales of scores.

    A record scores the sum of 1 / (constant + place), places from 1. Equal scores sort by identity.
    """
    require_range("constant", constant, low=0.0)
    totals: dict[str, float] = {}
    for ranking in (first, second):
        for place, item in enumerate(ranking, start=1):
            totals[item.id] = totals.get(item.id, 0.0) + 1.0 / (constant + place)
    found = [Score(identity, tidy(total)) for identity, total in totals.items()]
    return sorted(found, key=lambda item: (-item.score, item.id))


def noisy_or(chances: list[float]) -> float:
    """Return the chance that at least one of independent causes holds; 0 for none."""
    if not chances:
        return 0.0
    return tidy(1.0 - math.prod((1.0 - probabilities("chances", chances)).tolist()))


def pooled(chances: list[float]) -> float:
    """Return the geometric pool of at least one probability: mean of the log-odds.

    Certainty wins unless opposed.
    """
    given = probabilities("chances", chances).clip(1e-12, 1.0 - 1e-12).tolist()
    odds = math.fsum(math.log(chance / (1.0 - chance)) for chance in given) / len(given)
    return tidy(1.0 / (1.0 + math.exp(-odds)))


def agreement(values: list[float]) -> float:
    """Return 1 minus the largest distance between at least one probability; 1 when all agree."""
    given = probabilities("values", values)
    return tidy(1.0 - float(given.max() - given.min()))
