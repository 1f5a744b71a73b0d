"""Anomaly: how unusual a value is against a window, or a record against its peers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qpf_core.catalogue._arrays import matrix, positive, tidy, vector
from qpf_core.catalogue._isolation import isolation_scores
from qpf_core.catalogue.protocols import Embedded
from qpf_core.catalogue.results import Score
from qpf_core.guards import require_items, require_range

# A z-score beyond this says no more; the bound keeps answers finite when a window is constant.
Z_LIMIT = 1000.0
_HUGE = 1e100
_MAD_TO_SIGMA = 1.482602218505602
_MEAN_DEVIATION_TO_SIGMA = 1.2533141373155001


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """The verdict on a value: its robust z-score, and the centre and spread of the window in its
    unit.
    """

    z: float
    anomalous: bool
    centre: float
    spread: float
    samples: int


def robust_z(value: float, window: list[float]) -> float:
    """Return the distance of a value from the median of a window, in robust standard deviations.

    The spread is the median absolute deviation, or the mean one when more than half of the window
    is equal. In a constant window an equal value has 0 and any other the limit; the answer lies
    within -1000 and 1000. Raises InputError for an empty window or a number that is not finite.
    """
    return assess(value, window).z


def assess(
    value: float, window: list[float], threshold: float = 3.5, minimum_samples: int = 5
) -> Anomaly:
    """Judge a value against a window; with fewer than `minimum_samples` nothing is anomalous."""
    positive("threshold", threshold)
    require_range("minimum_samples", minimum_samples, low=1)
    array = vector("window", window)
    scale = max(float(np.abs(array).max()), abs(float(vector("value", [value])[0])))
    # distances of huge numbers overflow; a z-score does not depend on their scale
    scale = scale if scale > _HUGE else 1.0
    array = array / scale
    centre = float(np.median(array))
    deviations = np.abs(array - centre)
    spread = float(np.median(deviations)) * _MAD_TO_SIGMA
    if spread == 0.0:
        spread = float(deviations.mean()) * _MEAN_DEVIATION_TO_SIGMA
    z = _z(value / scale - centre, spread)
    return Anomaly(
        z=z,
        anomalous=abs(z) > threshold and len(array) >= minimum_samples,
        centre=tidy(centre * scale),
        spread=tidy(spread * scale),
        samples=len(array),
    )


def is_anomalous(
    value: float, window: list[float], threshold: float = 3.5, minimum_samples: int = 5
) -> bool:
    """Tell whether a value lies more than `threshold` robust standard deviations off its window."""
    return assess(value, window, threshold, minimum_samples).anomalous


def robust_z_all(values: list[float]) -> list[float]:
    """Return the robust z-score of every value against all of them, in order."""
    return [robust_z(value, values) for value in values]


def isolation_rank(
    items: Sequence[Embedded], trees: int = 50, sample: int = 64, seed: int = 0
) -> list[Score]:
    """Rank records by how easily random cuts isolate them, most unusual first (isolation forest).

    Scores lie within 0 and 1; about 0.5 is ordinary, above 0.6 unusual. The seed makes the forest
    repeatable. Raises InputError for unequal lengths or numbers that are not finite.
    """
    require_range("trees", trees, low=1, high=500)
    require_range("sample", sample, low=2, high=1024)
    require_range("seed", seed, low=0)
    if not items:
        return []
    rows = matrix("items", [item.embedding for item in items])
    require_items("items.0.embedding", items[0].embedding, minimum=1)
    scores = isolation_scores(rows, trees, sample, seed)
    order = np.argsort(-scores, kind="stable").tolist()
    return [Score(items[place].id, tidy(scores[place])) for place in order]


def _z(distance: float, spread: float) -> float:
    if distance == 0.0:
        return 0.0
    limit = Z_LIMIT if distance > 0.0 else -Z_LIMIT
    if spread == 0.0 or abs(distance) / Z_LIMIT >= spread:
        return limit
    return tidy(distance / spread)
