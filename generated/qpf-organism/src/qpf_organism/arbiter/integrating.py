"""What the organs gave, weighed by the genome."""

from collections.abc import Mapping
from typing import Any, Protocol, TypedDict

from qpf_core.clock import Clock
from qpf_organism.organ import Organ, Result, is_success


class Integrated(TypedDict):
    """The answer to one beat; plain data, organs in the order of the genome."""

    organs: dict[str, Result]
    integrated_score: float
    genome_balance: dict[str, float]
    mode: str
    timestamp: str


class Wraps(Protocol):
    """Whatever runs an organism for one beat."""

    def time_wrap(self, health: Any = None, *, inline: bool = False) -> Integrated:
        """Run every organ on a health, by default the organism's own, and weigh the results."""


def score(
    organs: Mapping[str, Organ[Any]], results: Mapping[str, Result], weights: Mapping[str, float]
) -> float:
    """The share of weight whose organs succeeded, from 0 to 1; 0 when nothing has weight.

    An organ whose key has no weight does not count.
    """
    reached = total = 0.0
    for name, result in results.items():
        weight = weights.get(organs[name].key, 0.0)
        total += weight
        if is_success(result):
            reached += weight
    return reached / total if total > 0 else 0.0


def integrated(
    organs: Mapping[str, Organ[Any]],
    results: dict[str, Result],
    weights: dict[str, float],
    mode: str,
    clock: Clock,
) -> Integrated:
    """The answer, stamped with the clock's time in UTC."""
    return {
        "organs": results,
        "integrated_score": score(organs, results, weights),
        "genome_balance": weights,
        "mode": mode,
        "timestamp": clock.now().isoformat(),
    }
