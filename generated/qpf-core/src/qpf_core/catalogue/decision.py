"""Decisions: opinions of several sources made into one, with a trace.

And reflection on how decisions went.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import probabilities, same_length, tidy
from qpf_core.catalogue.blend import vote
from qpf_core.catalogue.protocols import Opinionated
from qpf_core.guards import require_range


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one source holds to be right, and how sure it is (0 to 1)."""

    source: str
    choice: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The choice, its confidence and the agreement of the sources (0 to 1), and one line of trace a
    source.
    """

    choice: str
    confidence: float
    agreement: float
    conflict: bool
    trace: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """How confidence compares with success. `overconfidence` is their difference (-1 to 1)."""

    samples: int
    success_rate: float
    mean_confidence: float
    overconfidence: float
    advice: str


def opinion(source: str, choice: str, confidence: float) -> Opinion:
    """Make an opinion; raises InputError when the confidence is not within 0 and 1."""
    require_range("confidence", confidence, low=0.0, high=1.0)
    return Opinion(source, choice, confidence)


def synthesise(
    opinions: Sequence[Opinionated],
    weights: dict[str, float] | None = None,
    otherwise: str = "",
    conflict_below: float = 0.6,
) -> Decision:
    """Let the opinions vote with confidence times the weight of their source (1 unless given).

    An empty choice abstains. Confidence is the mean confidence of the winner's side, weighed by
    source, times its share of the vote (the agreement). Without a voice the choice is `otherwise`,
    confidence 0.
    """
    require_range("conflict_below", conflict_below, low=0.0, high=1.0)
    given = weights or {}
    powers = [given.get(item.source, 1.0) for item in opinions]
    for item, power in zip(opinions, powers, strict=True):
        require_range("opinions.confidence", item.confidence, low=0.0, high=1.0)
        require_range(f"weights.{item.source}", power, low=0.0, high=1e9)
    voices = [
        (item, power, power * item.confidence)
        for item, power in zip(opinions, powers, strict=True)
        if item.choice and power * item.confidence > 0.0
    ]
    trace = [_line(item, power) for item, power in zip(opinions, powers, strict=True)]
    if not voices:
        return Decision(
            choice=otherwise, confidence=0.0, agreement=0.0, conflict=False, trace=trace
        )
    result = vote([item.choice for item, _, _ in voices], [strength for _, _, strength in voices])
    side = [(power, strength) for item, power, strength in voices if item.choice == result.choice]
    mean = sum(strength for _, strength in side) / sum(power for power, _ in side)
    return Decision(
        choice=result.choice,
        confidence=tidy(min(1.0, mean * result.share)),
        agreement=result.share,
        conflict=result.share < conflict_below,
        trace=trace,
    )


def reflect(confidences: list[float], outcomes: list[bool], tolerance: float = 0.1) -> Reflection:
    """Compare the confidence of past decisions with their success.

    The advice is `lower_confidence`, `raise_confidence` or `keep`, by whether mean confidence is
    above or below the success rate by more than the tolerance. Raises InputError for no decisions
    or unequal lists.
    """
    require_range("tolerance", tolerance, low=0.0, high=1.0)
    same_length("outcomes", outcomes, confidences)
    mean = float(probabilities("confidences", confidences).mean())
    success = sum(outcomes) / len(outcomes)
    over = tidy(mean - success)
    advice = "keep"
    if abs(over) > tolerance:
        advice = "lower_confidence" if over > 0.0 else "raise_confidence"
    return Reflection(
        samples=len(outcomes),
        success_rate=tidy(success),
        mean_confidence=tidy(mean),
        overconfidence=over,
        advice=advice,
    )


def reward(success: bool, confidence: float) -> float:
    """Return 1 minus the squared error of the confidence, within 0 and 1: honest confidence earns
    the most.
    """
    require_range("confidence", confidence, low=0.0, high=1.0)
    return tidy(1.0 - (confidence - (1.0 if success else 0.0)) ** 2)


def _line(item: Opinionated, power: float) -> str:
    if not item.choice:
        return f"{item.source} abstains"
    return (
        f"{item.source} holds {item.choice} with confidence {item.confidence:.3f}, weight {power:g}"
    )
