"""Analogical reasoning: what became of the past cases most like this one?"""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf_core.catalogue._arrays import tidy
from qpf_core.catalogue.blend import vote
from qpf_core.catalogue.protocols import Precedent
from qpf_core.catalogue.results import Score
from qpf_core.catalogue.vectors import cosine_rank
from qpf_core.guards import require_range


@dataclass(frozen=True, slots=True)
class Case:
    """A past case: its place in the vector space and its outcome."""

    id: str
    embedding: list[float]
    outcome: str


@dataclass(frozen=True, slots=True)
class Analogy:
    """The outcome that like cases suggest, how sure that is (0 to 1), and the cases, the most alike
    first.
    """

    outcome: str
    confidence: float
    cases: list[Score]


def case(identity: str, embedding: list[float], outcome: str) -> Case:
    """Make a past case."""
    return Case(identity, embedding, outcome)


def conclude(
    query: list[float], cases: Sequence[Precedent], count: int = 3, minimum: float = 0.2
) -> Analogy:
    """Let the `count` cases of highest cosine, at least `minimum` (above 0), vote with their
    likeness.

    Confidence is the winner's share of the vote times the likeness of its best case. Without a like
    case the outcome is empty and confidence 0.
    """
    require_range("count", count, low=1)
    require_range("minimum", minimum, low=1e-6, high=1.0)
    # identities may repeat, so places stand in for them while ranking
    places = [Case(str(place), item.embedding, item.outcome) for place, item in enumerate(cases)]
    like = [item for item in cosine_rank(query, places, limit=count) if item.score >= minimum]
    if not like:
        return Analogy("", 0.0, [])
    outcomes = [cases[int(item.id)].outcome for item in like]
    result = vote(outcomes, [item.score for item in like])
    best = max(
        item.score for item, outcome in zip(like, outcomes, strict=True) if outcome == result.choice
    )
    named = [Score(cases[int(item.id)].id, item.score) for item in like]
    return Analogy(result.choice, tidy(result.share * best), named)
