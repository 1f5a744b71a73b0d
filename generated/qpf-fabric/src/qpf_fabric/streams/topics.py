"""Topics: named streams with a bound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A stream of entries; the oldest fall out beyond `max_length`."""

    name: str
    max_length: int


def bounds_of(topics: Iterable[Topic]) -> Mapping[str, int]:
    """Return the bounds by name, as a bus takes them."""
    return {topic.name: topic.max_length for topic in topics}
