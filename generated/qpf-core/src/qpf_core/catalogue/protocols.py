"""Records that catalogue functions accept: any type with these fields fits, also one declared in a
schema.

The members are read-only, so frozen dataclasses satisfy them.
"""

from typing import Protocol


class Embedded(Protocol):
    """Something with a place in a vector space."""

    @property
    def id(self) -> str:
        """Return the identity of the record."""

    @property
    def embedding(self) -> list[float]:
        """Return its vector."""


class Precedent(Protocol):
    """A past case with a known outcome."""

    @property
    def id(self) -> str:
        """Return the identity of the case."""

    @property
    def embedding(self) -> list[float]:
        """Return its vector."""

    @property
    def outcome(self) -> str:
        """Return what happened."""


class Scored(Protocol):
    """Something with a score."""

    @property
    def id(self) -> str:
        """Return the identity of the record."""

    @property
    def score(self) -> float:
        """Return its score; higher is better."""


class Linked(Protocol):
    """An edge between two nodes."""

    @property
    def source(self) -> str:
        """Return the node the edge leaves."""

    @property
    def target(self) -> str:
        """Return the node the edge enters."""


class Paired(Protocol):
    """A scored pair of parties."""

    @property
    def source(self) -> str:
        """Return the first party."""

    @property
    def target(self) -> str:
        """Return the second party."""

    @property
    def score(self) -> float:
        """Return how well they fit; higher is better."""


class Labelled(Protocol):
    """An example to learn from."""

    @property
    def id(self) -> str:
        """Return the identity of the example."""

    @property
    def features(self) -> list[float]:
        """Return what is known before the outcome."""

    @property
    def label(self) -> bool:
        """Return the outcome."""


class Judged(Protocol):
    """A decision about a member of a group, with what turned out to be true."""

    @property
    def group(self) -> str:
        """Return the group the subject belongs to."""

    @property
    def predicted(self) -> bool:
        """Return whether the decision was favourable."""

    @property
    def actual(self) -> bool:
        """Return whether a favourable decision would have been right."""


class Priced(Protocol):
    """An offer with a price and a cost in the same currency and unit."""

    @property
    def id(self) -> str:
        """Return the identity of the offer."""

    @property
    def price(self) -> float:
        """Return what the buyer pays."""

    @property
    def cost(self) -> float:
        """Return what the seller spends."""


class Guarded(Protocol):
    """A named rule that holds when every listed field has the listed value."""

    @property
    def name(self) -> str:
        """Return the name of the rule."""

    @property
    def where(self) -> dict[str, str]:
        """Return field names and the values they must have; `*` stands for any text."""


class Limited(Protocol):
    """A policy limit of one metric; an absent end is open."""

    @property
    def name(self) -> str:
        """Return the name of the rule."""

    @property
    def metric(self) -> str:
        """Return the metric it limits."""

    @property
    def low(self) -> float | None:
        """Return the lowest allowed value."""

    @property
    def high(self) -> float | None:
        """Return the highest allowed value."""

    @property
    def severity(self) -> str:
        """Return low, medium, high or critical."""


class Opinionated(Protocol):
    """What one source holds to be right."""

    @property
    def source(self) -> str:
        """Return who says so."""

    @property
    def choice(self) -> str:
        """Return the choice."""

    @property
    def confidence(self) -> float:
        """Return how sure the source is, within 0 and 1."""
