"""Causal reasoning over factors: what contributed, what would change, which columns still hang
together.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qpf_core.catalogue._arrays import Array, matrix, positive, tidy, tidy_list, vector
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_items, require_range

# Columns are held as a square of numbers a pair; more than this is work for a batch, not for an
# operation.
MAXIMUM_FACTORS = 32
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a factor added to an outcome, in the unit of the outcome, and its share of all movement
    (0 to 1).
    """

    factor: str
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class Association:
    """Two factors that stay correlated given the others; the strength lies within -1 and 1."""

    source: str
    target: str
    strength: float


def factor_contributions(
    weights: dict[str, float], values: dict[str, float], baseline: dict[str, float] | None = None
) -> list[Contribution]:
    """Split a linear outcome into its factors, the largest movement first.

    A factor contributes its weight times the distance of its value from the baseline (0 where none
    is given). Raises InputError when a weighted factor has no value.
    """
    reference = baseline or {}
    amounts = {
        name: tidy(weight * (_value(values, name) - reference.get(name, 0.0)))
        for name, weight in weights.items()
    }
    moved = sum(abs(amount) for amount in amounts.values())
    found = [
        Contribution(name, amount, tidy(abs(amount) / moved) if moved else 0.0)
        for name, amount in amounts.items()
    ]
    return sorted(found, key=lambda item: (-abs(item.amount), item.factor))


def counterfactual_delta(
    weights: dict[str, float], values: dict[str, float], changes: dict[str, float]
) -> float:
    """Return how a linear outcome would differ had the changed factors had other values.

    Raises InputError when a changed factor has no weight or no value.
    """
    delta = 0.0
    for name, changed in changes.items():
        if name not in weights:
            raise InputError(f"changes.{name}", "must be a weighted factor")
        delta += weights[name] * (changed - _value(values, name))
    require_finite("changes", delta)
    return tidy(delta)


def required_change(weights: dict[str, float], factor: str, delta: float) -> float:
    """Return by how much one factor must move to move a linear outcome by `delta`.

    Raises InputError when the factor has no weight or a weight of 0.
    """
    weight = weights.get(factor, 0.0)
    require_finite("delta", delta)
    require_finite(f"weights.{factor}", weight)
    if abs(weight) < _NOISE:
        raise InputError(f"weights.{factor}", "must not be 0")
    return tidy(delta / weight)


def main_factor(contributions: list[Contribution]) -> str:
    """Return the factor with the largest movement; empty when nothing moved."""
    best = max(contributions, key=lambda item: abs(item.amount), default=None)
    return best.factor if best is not None and best.amount != 0.0 else ""


def linear_effects(
    columns: dict[str, list[float]], outcome: str, l2: float = 1e-6
) -> dict[str, float]:
    """Estimate the weight of every other column on the outcome column by ridge least squares.

    The answer feeds `factor_contributions`. Raises InputError for unequal columns, fewer than three
    rows, or an unknown outcome.
    """
    positive("l2", l2)
    names, table = _table(columns)
    place = _index("outcome", names, outcome)
    centred = table - table.mean(axis=0)
    spread = centred.std(axis=0)
    spread[spread == 0.0] = 1.0
    scaled = centred / spread
    factors = np.delete(scaled, place, axis=1)
    curve = factors.T @ factors / len(table) + l2 * np.eye(factors.shape[1])
    solved = np.linalg.solve(curve, factors.T @ scaled[:, place] / len(table))
    effects = tidy_list(solved * spread[place] / np.delete(spread, place))
    return dict(zip([name for name in names if name != outcome], effects, strict=True))


def partial_correlation(
    columns: dict[str, list[float]], left: str, right: str, given: list[str] | None = None
) -> float:
    """Return the correlation of two columns after the given ones are accounted for, within -1 and
    1.

    Raises InputError for unequal columns, fewer than three rows, or an unknown name.
    """
    names, table = _table(columns)
    chosen = [_index("left", names, left), _index("right", names, right)]
    chosen += [_index("given", names, name) for name in given or []]
    if len(set(chosen)) < len(chosen):
        raise InputError("given", "must name each column once")
    return _partial(_correlations(table), chosen)


def skeleton(
    columns: dict[str, list[float]], critical: float = 2.576, conditions: int = 1
) -> list[Association]:
    """Find the pairs of columns that stay correlated whatever few others are held fixed (PC,
    skeleton phase).

    A pair is dropped when Fisher's z of its partial correlation, given some subset of up to
    `conditions` columns, falls below `critical` (2.576 is 1 %). The strength is the weakest that
    was seen.
    """
    positive("critical", critical)
    require_range("conditions", conditions, low=0, high=3)
    names, table = _table(columns)
    correlations = _correlations(table)
    found = []
    for left, right in combinations(range(len(names)), 2):
        others = [place for place in range(len(names)) if place not in (left, right)]
        sets = [held for size in range(conditions + 1) for held in combinations(others, size)]
        strengths = [(_partial(correlations, [left, right, *held]), len(held)) for held in sets]
        if all(_fisher(value, len(table), size) >= critical for value, size in strengths):
            weakest = min(strengths, key=lambda item: abs(item[0]))[0]
            found.append(Association(names[left], names[right], weakest))
    return sorted(found, key=lambda item: (-abs(item.strength), item.source, item.target))


def _value(values: dict[str, float], name: str) -> float:
    if name not in values:
        raise InputError(f"values.{name}", "must be given")
    return values[name]


def _table(columns: dict[str, list[float]]) -> tuple[list[str], Array]:
    require_items("columns", columns, minimum=2, maximum=MAXIMUM_FACTORS)
    names = list(columns)
    vector(f"columns.{names[0]}", columns[names[0]], 3)
    return names, matrix("columns", list(columns.values())).T


def _index(field: str, names: list[str], name: str) -> int:
    if name not in names:
        raise InputError(field, "must be the name of a column")
    return names.index(name)


def _correlations(table: Array) -> Array:
    scaled = table / np.maximum(np.abs(table).max(axis=0), np.finfo(float).tiny)
    centred = scaled - scaled.mean(axis=0)
    lengths = np.sqrt((centred * centred).sum(axis=0))
    # a constant column is uncorrelated with everything
    lengths[lengths < _NOISE] = np.inf
    units = centred / lengths
    products: Array = units.T @ units
    np.fill_diagonal(products, 1.0)
    return products


def _partial(correlations: Array, chosen: list[int]) -> float:
    """Read the partial correlation of the first two off the inverse.

    A tiny ridge survives twin columns.
    """
    part = correlations[np.ix_(chosen, chosen)] + _NOISE * np.eye(len(chosen))
    inverse = np.linalg.inv(part)
    value = -float(inverse[0, 1]) / float(np.sqrt(inverse[0, 0] * inverse[1, 1]))
    return tidy(min(1.0, max(-1.0, round(value, 6))))


def _fisher(value: float, rows: int, held: int) -> float:
    freedom = rows - held - 3
    if freedom <= 0:
        return 0.0
    return float(np.sqrt(freedom)) * abs(float(np.arctanh(min(abs(value), 1.0 - _NOISE))))
