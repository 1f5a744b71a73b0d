"""Statistics of lists of numbers: centre, spread, order, smoothing, distance of distributions."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qpf_core.catalogue._arrays import Array, same_length, tidy, vector
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_range

# The least that keeps the shares of empty bins apart from nothing.
_SMOOTHING = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures that describe a list of numbers, in the unit of the numbers."""

    count: int
    mean: float
    stdev: float
    minimum: float
    median: float
    maximum: float


def mean(values: list[float]) -> float:
    """Return the arithmetic mean of at least one number."""
    return tidy(_mean(vector("values", values)))


def median(values: list[float]) -> float:
    """Return the middle of at least one number."""
    return quantile(values, 0.5)


def stdev(values: list[float], sample: bool = False) -> float:
    """Return the standard deviation of the values, or of the population they are a `sample` of (two
    or more).
    """
    array = vector("values", values, 2 if sample else 1)
    scale = float(np.abs(array).max()) or 1.0
    return tidy(float((array / scale).std(ddof=1 if sample else 0)) * scale)


def quantile(values: list[float], fraction: float) -> float:
    """Return the value below which a fraction (0 to 1) of at least one number lies, interpolated
    linearly.
    """
    require_range("fraction", fraction, low=0.0, high=1.0)
    return tidy(_quantile(np.sort(vector("values", values)), fraction))


def ema(values: list[float], alpha: float = 0.3) -> float:
    """Return the exponential moving average after the last value.

    `alpha` (0 to 1) is the weight of news.
    """
    require_range("alpha", alpha, low=0.0, high=1.0)
    array = vector("values", values).tolist()
    level = array[0]
    for value in array[1:]:
        level = alpha * value + (1.0 - alpha) * level
    return tidy(level)


def summary(values: list[float]) -> Summary:
    """Describe at least one number."""
    array = vector("values", values)
    return Summary(
        count=len(array),
        mean=mean(values),
        stdev=stdev(values),
        minimum=tidy(array.min()),
        median=median(values),
        maximum=tidy(array.max()),
    )


def trend(values: list[float]) -> float:
    """Return the slope of the least-squares line through two or more values, per step."""
    array = vector("values", values, 2)
    steps = np.arange(len(array)) - (len(array) - 1) / 2.0
    with np.errstate(over="ignore", invalid="ignore"):
        return tidy(float(steps @ (array / float(steps @ steps))))


def correlation(left: list[float], right: list[float]) -> float:
    """Return Pearson's correlation of two or more pairs, within -1 and 1.

    0 when one side is constant.
    """
    same_length("right", right, left)
    first, second = _centred(vector("left", left, 2)), _centred(vector("right", right, 2))
    return tidy(min(1.0, max(-1.0, float(first @ second))))


def rate(flags: list[bool]) -> float:
    """Return the share of true among the flags, within 0 and 1; 0 for none."""
    return sum(flags) / len(flags) if flags else 0.0


def relative_change(previous: float, current: float) -> float:
    """Return the change as a share of the previous value; raises InputError when that is 0."""
    require_finite("previous", previous)
    require_finite("current", current)
    if previous == 0.0:
        raise InputError("previous", "must not be 0")
    return tidy((current - previous) / abs(previous))


def bin_edges(values: list[float], bins: int = 10) -> list[float]:
    """Return rising edges that cut at least one value into bins of about equal counts.

    A value so frequent that it would fill a bin gets one of its own, so there may be other than
    `bins - 1` edges: a column of zeros and ones is told apart whatever their shares.
    """
    require_range("bins", bins, low=1, high=1000)
    ordered = np.sort(vector("values", values))
    cuts = [_quantile(ordered, place / bins) for place in range(bins + 1)]
    frequent = {low for low, high in pairwise(cuts) if low == high}
    return sorted({*cuts[1:-1], *frequent, *(math.nextafter(cut, math.inf) for cut in frequent)})


def histogram(values: list[float], edges: list[float]) -> list[float]:
    """Count the values below the first edge, between each two edges (lower included), and from the
    last on.
    """
    cuts = vector("edges", edges)
    if bool((cuts[1:] <= cuts[:-1]).any()):
        raise InputError("edges", "must rise")
    places = np.searchsorted(cuts, vector("values", values, 0), side="right")
    counts: list[float] = np.bincount(places, minlength=len(cuts) + 1).astype(np.float64).tolist()
    return counts


def kl_divergence(observed: list[float], expected: list[float], smoothing: float = 1e-6) -> float:
    """Return the Kullback-Leibler divergence of two histograms of the same bins, in nats, never
    below 0.

    Each histogram is turned into shares; `smoothing` is added to every share, so empty bins stay
    finite. Raises InputError for unequal lengths, negative counts or an empty histogram.
    """
    first, second = _shares(observed, expected, smoothing)
    return max(0.0, tidy(float(first @ np.log(first / second))))


def js_divergence(observed: list[float], expected: list[float]) -> float:
    """Return the Jensen-Shannon divergence of histograms, in bits: 0 for equal, 1 for disjoint."""
    first, second = _shares(observed, expected, _SMOOTHING)
    middle = (first + second) / 2.0
    nats = float(first @ np.log(first / middle) + second @ np.log(second / middle)) / 2.0
    return min(1.0, max(0.0, tidy(nats / float(np.log(2.0)))))


def psi(observed: list[float], expected: list[float], smoothing: float = 1e-4) -> float:
    """Return the population stability index of two histograms.

    Above 0.1 some shift, above 0.25 a strong one.
    """
    first, second = _shares(observed, expected, smoothing)
    return max(0.0, tidy(float((first - second) @ np.log(first / second))))


def entropy(weights: list[float]) -> float:
    """Return the Shannon entropy of a histogram, in bits; 0 when one bin holds all."""
    shares = _share("weights", weights)
    filled = shares[shares > 0.0]
    return max(0.0, tidy(-float(filled @ np.log2(filled))))


def _quantile(ordered: Array, fraction: float) -> float:
    place = fraction * (len(ordered) - 1)
    low = int(place)
    first, second = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
    # a mixture of two equal numbers may miss them by the last bit
    return first if first == second else first * (1.0 + low - place) + second * (place - low)


def _mean(array: Array) -> float:
    return float((array / len(array)).sum())


def _centred(array: Array) -> Array:
    """Return deviations from the mean at unit length, or zeros for a constant."""
    scaled = array / (float(np.abs(array).max()) or 1.0)
    deviation = scaled - scaled.mean()
    length = float(np.sqrt(deviation @ deviation))
    # what is left of a constant after rounding is noise, not a direction
    noise = 1e-14 * len(array)
    return deviation / length if length > noise else np.zeros_like(deviation)


def _shares(observed: list[float], expected: list[float], smoothing: float) -> tuple[Array, Array]:
    require_range("smoothing", smoothing, low=_SMOOTHING, high=1.0)
    same_length("expected", expected, observed)
    first, second = (
        _share("observed", observed) + smoothing,
        _share("expected", expected) + smoothing,
    )
    return first / first.sum(), second / second.sum()


def _share(field: str, counts: list[float]) -> Array:
    array = vector(field, counts)
    if bool((array < 0.0).any()):
        raise InputError(field, "must not be negative")
    peak = float(array.max())
    if peak == 0.0:
        raise InputError(field, "must not be all zero")
    scaled = array / peak
    shares: Array = scaled / scaled.sum()
    return shares
