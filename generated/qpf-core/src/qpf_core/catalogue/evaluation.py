"""Evaluation of models: figures on held-out examples, and whether to promote or to roll back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qpf_core.catalogue._arrays import probabilities, same_length, tidy
from qpf_core.catalogue.calibration import brier, log_loss
from qpf_core.catalogue.protocols import Labelled
from qpf_core.catalogue.training import LogisticModel, predict_all
from qpf_core.guards import require_items, require_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Quality of probabilities against outcomes.

    All within 0 and 1 but `log_loss` (nats) and `samples`.
    """

    samples: int
    accuracy: float
    precision: float
    recall: float
    f1: float
    auc: float
    brier: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class Promotion:
    """Whether a candidate should replace the current model, what it gains (brier), and why."""

    promote: bool
    gain: float
    reason: str


def evaluate(
    model: LogisticModel, examples: Sequence[Labelled], threshold: float = 0.5
) -> Evaluation:
    """Measure a model on at least one example.

    A probability of `threshold` or more counts as true.
    """
    require_items("examples", examples, minimum=1)
    given = predict_all(model, [item.features for item in examples])
    return measure(given, [item.label for item in examples], threshold)


def measure(forecasts: list[float], outcomes: list[bool], threshold: float = 0.5) -> Evaluation:
    """Measure probabilities against outcomes.

    A ratio without cases is 0, the AUC of one class is 0.5.
    """
    require_range("threshold", threshold, low=0.0, high=1.0)
    same_length("outcomes", outcomes, forecasts)
    called = probabilities("forecasts", forecasts) >= threshold
    truth = np.array(outcomes, dtype=np.bool_)
    hits = int((called & truth).sum())
    precision = _ratio(hits, int(called.sum()))
    recall = _ratio(hits, int(truth.sum()))
    return Evaluation(
        samples=len(forecasts),
        accuracy=tidy(float((called == truth).mean())),
        precision=precision,
        recall=recall,
        f1=_ratio(2 * hits, int(called.sum()) + int(truth.sum())),
        auc=auc(forecasts, outcomes),
        brier=brier(forecasts, outcomes),
        log_loss=log_loss(forecasts, outcomes),
    )


def auc(scores: list[float], outcomes: list[bool]) -> float:
    """Return the chance that a true case scores above a false one, ties counting half.

    0.5 for one class.
    """
    same_length("outcomes", outcomes, scores)
    right = np.array([score for score, hit in zip(scores, outcomes, strict=True) if hit])
    wrong = np.sort([score for score, hit in zip(scores, outcomes, strict=True) if not hit])
    if len(right) == 0 or len(wrong) == 0:
        return 0.5
    below = np.searchsorted(wrong, right, side="left") + np.searchsorted(wrong, right, side="right")
    return tidy(float(below.sum()) / (2.0 * len(right) * len(wrong)))


def promotion(
    candidate: Evaluation,
    current: Evaluation | None = None,
    minimum_gain: float = 0.0,
    minimum_auc: float = 0.6,
    minimum_samples: int = 20,
) -> Promotion:
    """Decide whether a candidate replaces the current model.

    It must rest on enough samples, reach `minimum_auc`, and beat the Brier score of the current
    model by more than `minimum_gain`; without a current one the coin's 0.25 stands in.
    """
    require_range("minimum_gain", minimum_gain, low=0.0)
    gain = tidy((current.brier if current is not None else 0.25) - candidate.brier)
    if candidate.samples < minimum_samples:
        return Promotion(False, gain, "too few samples")
    if candidate.auc < minimum_auc:
        return Promotion(False, gain, "auc below the minimum")
    if gain <= minimum_gain:
        return Promotion(False, gain, "no sufficient gain")
    return Promotion(True, gain, "better than what serves now")


def regressed(current: Evaluation, baseline: Evaluation, tolerance: float = 0.02) -> bool:
    """Tell whether the Brier score or the AUC became worse than the baseline by more than the
    tolerance.
    """
    require_range("tolerance", tolerance, low=0.0)
    return (
        tidy(current.brier - baseline.brier) > tolerance
        or tidy(baseline.auc - current.auc) > tolerance
    )


def _ratio(part: int, whole: int) -> float:
    return tidy(part / whole) if whole else 0.0
