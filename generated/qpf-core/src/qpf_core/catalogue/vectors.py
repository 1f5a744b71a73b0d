"""Vectors: similarity, ranking, neighbours, diversity and means.

Unitless; cosine lies within -1 and 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qpf_core.catalogue._arrays import DIGITS, Array, matrix, same_length, tidy, tidy_list, vector
from qpf_core.catalogue._hashing import hashed_vector
from qpf_core.catalogue.protocols import Embedded
from qpf_core.catalogue.results import Score
from qpf_core.catalogue.text import tokens
from qpf_core.guards import require_finite, require_items, require_range

MAXIMUM_DIMENSIONS = 4096


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record and its Euclidean distance; lower is nearer."""

    id: str
    distance: float


def cosine(left: list[float], right: list[float]) -> float:
    """Return the cosine of the angle between two vectors; 0 when one of them has no direction."""
    same_length("right", right, left)
    return _similarities(_direction("left", left)[np.newaxis], _direction("right", right)).item()


def cosine_rank(
    query: list[float], items: Sequence[Embedded], limit: int | None = None
) -> list[Score]:
    """Rank records by cosine similarity to a query, best first; equal scores keep the order given.

    Raises InputError when the query is empty, a length differs, or a number is not finite.
    """
    direction = _direction("query", query)
    if limit is not None:
        require_range("limit", limit, low=0)
    rows = matrix("items", [item.embedding for item in items], len(query))
    scores = _similarities(_directions(rows), direction)
    order = np.argsort(-scores, kind="stable")[:limit]
    names = [items[place].id for place in order.tolist()]
    return list(map(Score, names, scores[order].tolist()))


def nearest(query: list[float], items: Sequence[Embedded], count: int = 5) -> list[Neighbour]:
    """Return the `count` records at the smallest Euclidean distance, nearest first."""
    require_range("count", count, low=0)
    point = vector("query", query)
    rows = matrix("items", [item.embedding for item in items], len(query))
    # hypot, unlike a sum of squares, neither overflows nor loses tiny differences
    distances = np.hypot.reduce(rows - point, axis=1)
    order = np.argsort(distances, kind="stable")[:count].tolist()
    return [Neighbour(items[place].id, tidy(distances[place])) for place in order]


def diversify(
    query: list[float], items: Sequence[Embedded], count: int = 5, balance: float = 0.5
) -> list[Score]:
    """Choose `count` records that fit the query and differ from each other (maximal marginal
    relevance).

    `balance` weighs fit (1) against difference (0). The score is the one at the moment of choosing;
    the first choice is the best fit, its score `balance` times its similarity.
    """
    require_range("count", count, low=0)
    require_range("balance", balance, low=0.0, high=1.0)
    rows = _directions(matrix("items", [item.embedding for item in items], len(query)))
    fit = _similarities(rows, _direction("query", query))
    left = list(range(len(items)))
    chosen: list[Score] = []
    nearest_chosen = np.zeros(len(items))
    while left and len(chosen) < count:
        worth = balance * fit - (1.0 - balance) * nearest_chosen if chosen else balance * fit
        # the best fit opens the list even when balance is 0 and all worths are equal
        best = max(left, key=(worth if chosen else fit).__getitem__)
        likeness = _similarities(rows, rows[best])
        nearest_chosen = np.maximum(nearest_chosen, likeness) if chosen else likeness
        left.remove(best)
        chosen.append(Score(items[best].id, tidy(worth[best])))
    return chosen


def mean_vector(vectors: list[list[float]]) -> list[float]:
    """Return the mean of at least one vector, number by number."""
    require_items("vectors", vectors, minimum=1)
    # dividing before adding keeps the sum of large numbers in range
    return tidy_list((matrix("vectors", vectors) / len(vectors)).sum(axis=0))


def normalise(values: list[float]) -> list[float]:
    """Return the vector of length 1 with the same direction; zeros stay zeros."""
    return tidy_list(_direction("values", values))


def dot(left: list[float], right: list[float]) -> float:
    """Return the sum of the products of paired numbers."""
    same_length("right", right, left)
    with np.errstate(over="ignore", invalid="ignore"):
        return tidy(float(vector("left", left) @ vector("right", right)))


def hash_embedding(text: str, dimensions: int = 64) -> list[float]:
    """Embed text by feature hashing: unit length, or zeros when it holds no word.

    Words weigh 1, neighbouring pairs 0.5, three-letter parts of words 0.25, so inflected forms stay
    close. `dimensions` lies within 1 and 4096. No model file is needed, and the vector is the same
    everywhere.
    """
    require_range("dimensions", dimensions, low=1, high=MAXIMUM_DIMENSIONS)
    return hashed_vector(_text_features(tokens(text)), dimensions)


def hash_embeddings(texts: list[str], dimensions: int = 64) -> list[list[float]]:
    """Embed each text like `hash_embedding`."""
    return [hash_embedding(text, dimensions) for text in texts]


def hash_fields(fields: dict[str, str], dimensions: int = 64) -> list[float]:
    """Embed a record of text fields: equal words count only where they stand in the same field."""
    require_range("dimensions", dimensions, low=1, high=MAXIMUM_DIMENSIONS)
    features = [(f"{name}={word}", 1.0) for name, text in fields.items() for word in tokens(text)]
    return hashed_vector(features, dimensions)


def hash_features(values: dict[str, float], dimensions: int = 64) -> list[float]:
    """Embed a record of numbers: each name is a direction, its value the length along it."""
    require_range("dimensions", dimensions, low=1, high=MAXIMUM_DIMENSIONS)
    require_finite("values", values.values())
    peak = max((abs(value) for value in values.values()), default=0.0) or 1.0
    return hashed_vector([(name, value / peak) for name, value in values.items()], dimensions)


def _text_features(words: list[str]) -> Iterator[tuple[str, float]]:
    for word in words:
        yield word, 1.0
        padded = f"<{word}>"
        for start in range(len(padded) - 2):
            yield f"part {padded[start:start + 3]}", 0.25
    for first, second in pairwise(words):
        yield f"{first} {second}", 0.5


def _similarities(rows: Array, others: Array) -> Array:
    """Multiply unit vectors; rounding takes away what differs between processors."""
    products: Array = np.round(rows @ others, DIGITS) + 0.0
    return products


def _direction(field: str, values: Sequence[float]) -> Array:
    direction: Array = _directions(vector(field, values)[np.newaxis])[0]
    return direction


def _directions(rows: Array) -> Array:
    """Scale each row to length 1; dividing by its largest number first keeps squares in range."""
    peaks = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    peaks[peaks == 0.0] = 1.0
    scaled = rows / peaks
    lengths = np.sqrt(np.einsum("ij,ij->i", scaled, scaled))[:, np.newaxis]
    lengths[lengths == 0.0] = 1.0
    directions: Array = scaled / lengths
    return directions
