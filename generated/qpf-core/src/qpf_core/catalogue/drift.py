"""Drift: how far current data moved from a reference, for numbers and for categories."""

from collections import Counter
from dataclasses import dataclass

from qpf_core.catalogue._arrays import tidy
from qpf_core.catalogue.stats import (
    bin_edges,
    histogram,
    js_divergence,
    kl_divergence,
    mean,
    psi,
    stdev,
)
from qpf_core.errors import InputError
from qpf_core.guards import require_items, require_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Distances between a reference and current data.

    `kl` in nats, `jensen_shannon` in bits, `psi` unitless, `shift` in standard deviations of the
    reference (0 for categories and for a constant reference).
    """

    kl: float
    psi: float
    jensen_shannon: float
    shift: float
    drifted: bool


def numeric_drift(
    current: list[float], reference: list[float], bins: int = 10, threshold: float = 0.1
) -> Drift:
    """Compare numbers over bins of equal counts in the reference.

    Drifted when `kl` exceeds the threshold.

    Raises InputError when a list is empty or holds a number that is not finite.
    """
    require_items("current", current, minimum=1)
    require_range("bins", bins, low=2)
    spread = stdev(reference)
    edges = bin_edges(reference, bins)
    shift = (mean(current) - mean(reference)) / spread if spread > 0.0 else 0.0
    return _drift(histogram(current, edges), histogram(reference, edges), shift, threshold)


def category_drift(current: list[str], reference: list[str], threshold: float = 0.1) -> Drift:
    """Compare how often each category occurs; drifted when `kl` exceeds the threshold."""
    require_items("current", current, minimum=1)
    require_items("reference", reference, minimum=1)
    now, before = Counter(current), Counter(reference)
    names = sorted(now.keys() | before.keys())
    return _drift(
        [float(now[name]) for name in names],
        [float(before[name]) for name in names],
        0.0,
        threshold,
    )


def column_drift(
    current: list[list[float]],
    reference: list[list[float]],
    bins: int = 10,
    threshold: float = 0.1,
) -> list[Drift]:
    """Compare rows of features column by column; the answer has one entry a column."""
    require_items("current", current, minimum=1)
    require_items("reference", reference, minimum=1)
    width = len(reference[0])
    for field, rows in (("current", current), ("reference", reference)):
        if any(len(row) != width for row in rows):
            raise InputError(field, f"must have rows of {width} numbers")
    return [
        numeric_drift(
            [row[column] for row in current],
            [row[column] for row in reference],
            bins=bins,
            threshold=threshold,
        )
        for column in range(width)
    ]


def worst_drift(drifts: list[Drift]) -> Drift:
    """Return the entry with the largest `kl`, the first of equals."""
    require_items("drifts", drifts, minimum=1)
    return max(drifts, key=lambda drift: drift.kl)


def _drift(current: list[float], reference: list[float], shift: float, threshold: float) -> Drift:
    require_range("threshold", threshold, low=0.0)
    divergence = kl_divergence(current, reference)
    return Drift(
        kl=divergence,
        psi=psi(current, reference),
        jensen_shannon=js_divergence(current, reference),
        shift=tidy(shift),
        drifted=divergence > threshold,
    )
