"""Calibration: from scores to probabilities one may act on, and how good such probabilities are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qpf_core.catalogue._arrays import (
    DIGITS,
    positive,
    probabilities,
    same_length,
    tidy,
    tidy_list,
    vector,
)
from qpf_core.catalogue._logistic import fit_weights, sigmoid
from qpf_core.catalogue.protocols import Scored
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_range

_CLIP = 1e-12
_SLOPES = (0.01, 1000.0)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A record with its score and the probability that it is right."""

    id: str
    score: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Parameters for `confidence`, and their Brier score on the data they were fitted to."""

    temperature: float
    bias: float
    brier: float
    samples: int


def confidence(score: float, temperature: float = 1.0, bias: float = 0.0) -> float:
    """Return the probability behind a score: the logistic function of `score / temperature + bias`.

    A low temperature makes it decisive; `bias` shifts the midpoint to `-bias * temperature`.
    Raises InputError when a number is not finite or the temperature is not above 0.
    """
    require_finite("score", score)
    require_finite("bias", bias)
    positive("temperature", temperature)
    # an overflowing ratio is infinite, and that means certainty
    return tidy(_sigmoid(score / temperature + bias))


def platt(score: float, slope: float, intercept: float) -> float:
    """Return the logistic function of `slope * score + intercept` (Platt scaling)."""
    require_finite("score", score)
    require_finite("slope", slope)
    require_finite("intercept", intercept)
    return tidy(_sigmoid(slope * score + intercept))


def calibrate(
    items: Sequence[Scored], temperature: float = 1.0, bias: float = 0.0
) -> list[Calibrated]:
    """Add the confidence of each score, in the order given."""
    require_finite("bias", bias)
    positive("temperature", temperature)
    scores = [item.score for item in items]
    with np.errstate(over="ignore"):
        chances = sigmoid(vector("items", scores, 0) / temperature + bias)
    rounded = np.round(chances, DIGITS).tolist()
    return list(map(Calibrated, [item.id for item in items], scores, rounded))


def softmax(scores: list[float], temperature: float = 1.0) -> list[float]:
    """Turn at least one score into shares that add up to 1; a low temperature favours the best."""
    positive("temperature", temperature)
    array = vector("scores", scores)
    with np.errstate(over="ignore"):
        powers = np.exp((array - array.max()) / temperature)
    return tidy_list(powers / powers.sum())


def lead(items: Sequence[Scored]) -> float:
    """Return the distance between the two best scores.

    The best score itself when there is one; 0 for none.
    """
    best = sorted((item.score for item in items), reverse=True)[:2]
    require_finite("items", best)
    if len(best) == 2:
        return tidy(best[0] - best[1])
    return tidy(best[0]) if best else 0.0


def fit(scores: list[float], outcomes: list[bool], l2: float = 0.01) -> Calibration:
    """Find the temperature and bias for `confidence` from scores whose outcomes are known.

    A small penalty `l2` keeps the answer finite when scores separate the outcomes. Raises
    InputError when both kinds of outcome do not occur, or when higher scores go with worse
    outcomes.
    """
    same_length("outcomes", outcomes, scores)
    positive("l2", l2)
    array = vector("scores", scores, 2)
    if all(outcomes) or not any(outcomes):
        raise InputError("outcomes", "must hold both true and false")
    # at the scale of the largest score neither the mean nor the spread overflows
    scale = float(np.abs(array).max()) or 1.0
    array = array / scale
    centre, spread = float(array.mean()), float(array.std()) or 1.0
    weights = fit_weights(((array - centre) / spread)[:, None], np.array(outcomes, float), l2)
    slope = float(weights[1]) / spread / scale
    if slope <= 0.0:
        raise InputError("scores", "must rise with the outcomes")
    slope = min(max(slope, _SLOPES[0]), _SLOPES[1])
    bias = float(weights[0]) - slope * (centre * scale)
    fitted = [confidence(score, 1.0 / slope, bias) for score in scores]
    return Calibration(
        temperature=tidy(1.0 / slope),
        bias=tidy(bias),
        brier=brier(fitted, outcomes),
        samples=len(scores),
    )


def brier(forecasts: list[float], outcomes: list[bool]) -> float:
    """Return the mean squared error of probabilities: 0 is perfect, 0.25 is a coin, 1 is always
    wrong.
    """
    same_length("outcomes", outcomes, forecasts)
    errors = probabilities("forecasts", forecasts) - np.array(outcomes, float)
    return tidy(float((errors * errors).mean()))


def log_loss(forecasts: list[float], outcomes: list[bool]) -> float:
    """Return the mean surprise of the outcomes in nats.

    Certain and wrong forecasts count as 1e-12 likely.
    """
    same_length("outcomes", outcomes, forecasts)
    given = probabilities("forecasts", forecasts).clip(_CLIP, 1.0 - _CLIP)
    truth = np.array(outcomes, float)
    return tidy(-float((truth * np.log(given) + (1.0 - truth) * np.log(1.0 - given)).mean()))


def calibration_error(forecasts: list[float], outcomes: list[bool], bins: int = 10) -> float:
    """Return the expected calibration error: mean gap between forecast and frequency over equal
    bins, 0 to 1.
    """
    require_range("bins", bins, low=1, high=100)
    same_length("outcomes", outcomes, forecasts)
    given = probabilities("forecasts", forecasts)
    places = np.minimum((given * bins).astype(int), bins - 1)
    gaps = np.bincount(places, weights=given - np.array(outcomes, float), minlength=bins)
    return tidy(float(np.abs(gaps).sum()) / len(given))


def _sigmoid(value: float) -> float:
    if value >= 0.0:
        return 1.0 / (1.0 + math.exp(-value))
    power = math.exp(value)
    return power / (1.0 + power)
