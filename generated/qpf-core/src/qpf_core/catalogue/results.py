"""Records that more than one family returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """A record and its score; higher is better."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from one node to another."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A scored pair of nodes or parties."""

    source: str
    target: str
    score: float


def score(identity: str, value: float) -> Score:
    """Make a score from an identity and a value."""
    return Score(identity, value)


def edge(source: str, target: str) -> Edge:
    """Make an edge from the names of its ends."""
    return Edge(source, target)


def pair(source: str, target: str, value: float) -> Pair:
    """Make a scored pair."""
    return Pair(source, target, value)
