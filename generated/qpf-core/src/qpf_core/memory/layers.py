"""What the memory layers hand out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qpf_core.plain import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Something that happened."""

    id: str
    """Identity; identities grow with time."""
    kind: str
    """What sort of thing it is, for example the name of an operation."""
    value: JsonValue
    """The thing itself, plain."""
    index: Mapping[str, str]
    """Keys that it can be found by."""
    created_at: datetime
    """When it was remembered."""
    expires_at: datetime | None = None
    """When it will be forgotten; None: never."""
    score: float | None = None
    """Cosine similarity in [-1, 1] when it was found by nearness."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the semantic graph."""

    id: str
    kind: str
    fields: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed relation between two nodes."""

    source: str
    kind: str
    target: str
    fields: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A hyperedge: these factors together led to that effect."""

    id: str
    effect: str
    factors: tuple[str, ...]
    """The factors in the order in which they were given."""
    weight: float
    """Strength of the link, as the caller measures it."""
    evidence: JsonValue
    """Why the link is believed, plain; None when not given."""
    created_at: datetime
    depth: int = 1
    """Steps from the question: 1 is direct."""
