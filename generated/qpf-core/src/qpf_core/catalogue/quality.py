"""Data quality: what is missing, repeated or out of line, and records brought to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qpf_core.catalogue._arrays import matrix, positive, tidy, tidy_list, vector
from qpf_core.catalogue.anomaly import robust_z_all
from qpf_core.catalogue.protocols import Labelled
from qpf_core.errors import InputError
from qpf_core.guards import require_items, require_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The state of a set of examples.

    Shares lie within 0 and 1; `score` is 1 for clean, balanced data.
    """

    samples: int
    duplicates: int
    outliers: int
    positive_share: float
    score: float
    acceptable: bool


@dataclass(frozen=True, slots=True)
class Normalised:
    """Rows at centre 0 and spread 1 a column, with the centres and spreads to do the same to later
    rows.
    """

    rows: list[list[float]]
    centres: list[float]
    scales: list[float]


def completeness(rows: list[list[float | None]]) -> float:
    """Return the share of cells that hold a value, within 0 and 1; 1 when there is no cell."""
    cells = [cell for row in rows for cell in row]
    return sum(cell is not None for cell in cells) / len(cells) if cells else 1.0


def missing_fields(record: dict[str, str], required: list[str]) -> list[str]:
    """Return the required names that a record lacks or leaves blank."""
    return [name for name in required if not record.get(name, "").strip()]


def fill_missing(rows: list[list[float | None]]) -> list[list[float]]:
    """Replace absent cells by the median of their column.

    Raises InputError for a column without any value.
    """
    width = len(rows[0]) if rows else 0
    if any(len(row) != width for row in rows):
        raise InputError("rows", f"must have {width} numbers each")
    columns = []
    for place in range(width):
        known = [row[place] for row in rows]
        present = [cell for cell in known if cell is not None]
        require_items(f"rows.0.{place}", present, minimum=1)
        middle = tidy(float(np.median(vector("rows", present))))
        columns.append([middle if cell is None else cell for cell in known])
    return [list(cells) for cells in zip(*columns, strict=True)] if width else [[] for _ in rows]


def duplicates(keys: list[str]) -> list[int]:
    """Return the places of keys that occurred before."""
    seen: set[str] = set()
    found = []
    for place, key in enumerate(keys):
        if key in seen:
            found.append(place)
        seen.add(key)
    return found


def outliers(values: list[float], threshold: float = 3.5) -> list[int]:
    """Return the places of values whose robust z-score against all exceeds the threshold."""
    positive("threshold", threshold)
    return [place for place, z in enumerate(robust_z_all(values)) if abs(z) > threshold]


def within_limits(values: list[float], low: float, high: float) -> float:
    """Return the share of at least one value that lies within the limits, both included."""
    array = vector("values", values)
    return tidy(float(((array >= low) & (array <= high)).mean()))


def normalise_rows(rows: list[list[float]]) -> Normalised:
    """Shift and scale each column of at least one row to mean 0 and standard deviation 1.

    Constants become 0.
    """
    require_items("rows", rows, minimum=1)
    table = matrix("rows", rows)
    centres = (table / len(rows)).sum(axis=0)
    deviations = table - centres
    peaks = np.abs(deviations).max(axis=0, initial=0.0)
    # what rounding leaves of a constant column is no spread
    peaks[peaks <= 1e-12 * np.abs(centres)] = 0.0
    safe = np.where(peaks > 0.0, peaks, 1.0)
    spread = np.where(peaks > 0.0, safe * (deviations / safe).std(axis=0), 1.0)
    scales, middles = spread.tolist(), centres.tolist()
    return Normalised(apply_scaling(rows, middles, scales), middles, scales)


def apply_scaling(
    rows: list[list[float]], centres: list[float], scales: list[float]
) -> list[list[float]]:
    """Subtract the centres and divide by the scales, column by column.

    Raises InputError when lengths differ or a scale is not above 0.
    """
    middle = vector("centres", centres, 0)
    spread = matrix("scales", [scales], len(centres))[0]
    if bool((spread <= 0.0).any()):
        raise InputError("scales", "must be greater than 0")
    return [tidy_list(row) for row in (matrix("rows", rows, len(centres)) - middle) / spread]


def assess_examples(
    examples: Sequence[Labelled],
    minimum_samples: int = 20,
    minimum_score: float = 0.7,
    threshold: float = 6.0,
) -> Quality:
    """Judge whether examples are fit to train on.

    An example with an id seen before is a duplicate; one with a feature beyond `threshold` robust z
    is an outlier. The score is the clean share times the balance (1 from a quarter of either label
    up).
    """
    require_items("examples", examples, minimum=1)
    require_range("minimum_score", minimum_score, low=0.0, high=1.0)
    rows = matrix("examples", [item.features for item in examples])
    repeated = set(duplicates([item.id for item in examples]))
    odd = {place for column in rows.T.tolist() for place in outliers(column, threshold)}
    share = sum(item.label for item in examples) / len(examples)
    clean = 1.0 - len(repeated | odd) / len(examples)
    score = tidy(clean * min(1.0, 4.0 * min(share, 1.0 - share)))
    return Quality(
        samples=len(examples),
        duplicates=len(repeated),
        outliers=len(odd),
        positive_share=tidy(share),
        score=score,
        acceptable=score >= minimum_score and len(examples) >= minimum_samples,
    )
