"""Training: a small real model (ridge logistic regression) fitted, predicted with, searched and
described.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from qpf_core.catalogue._arrays import Array, matrix, positive, tidy, tidy_list
from qpf_core.catalogue._hashing import fraction
from qpf_core.catalogue._logistic import fit_weights, sigmoid
from qpf_core.catalogue.protocols import Labelled
from qpf_core.errors import InputError
from qpf_core.guards import require_finite, require_items, require_range


@dataclass(frozen=True, slots=True)
class Example:
    """An example to learn from: features known before, the label known after."""

    id: str
    features: list[float]
    label: bool


@dataclass(frozen=True, slots=True)
class Split:
    """Examples to learn from and examples to test with; no id is in both."""

    train: list[Example]
    test: list[Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticModel:
    """A fitted model: weights a scaled feature, and how features are scaled.

    `version` is a digest of what it was fitted from: features, labels and penalty. The fitted
    numbers differ in their last digits from processor to processor; the version must not.
    """

    version: str
    weights: list[float]
    bias: float
    centres: list[float]
    scales: list[float]
    l2: float
    samples: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One penalty that was tried and the mean log loss it reached on held-out folds, in nats.

    Lower is better.
    """

    l2: float
    loss: float


@dataclass(frozen=True, slots=True)
class Search:
    """The best penalty, its loss, and every trial in the order tried."""

    l2: float
    loss: float
    trials: list[Trial]


def example(identity: str, features: list[float], label: bool) -> Example:
    """Make an example."""
    return Example(identity, features, label)


def split(examples: Sequence[Labelled], test_share: float = 0.25, salt: str = "") -> Split:
    """Divide examples by a hash of their id, so that one never changes sides when others come or
    go.

    `test_share` (0 to 1) is the expected share of the test side; `salt` gives another division.
    """
    require_range("test_share", test_share, low=0.0, high=1.0)
    train: list[Example] = []
    test: list[Example] = []
    for item in examples:
        side = test if fraction(item.id, f"split {salt}") < test_share else train
        side.append(Example(item.id, item.features, item.label))
    return Split(train, test)


def fit_logistic(examples: Sequence[Labelled], l2: float = 0.01) -> LogisticModel:
    """Fit a logistic regression with a ridge penalty `l2` on scaled features.

    Raises InputError for fewer than two examples, unequal numbers of features, numbers that are not
    finite, or labels of one kind only.
    """
    positive("l2", l2)
    rows, labels = _rows(examples)
    if labels.all() or not labels.any():
        raise InputError("examples", "must hold both labels")
    centres, scales = _scaling(rows)
    weights = tidy_list(fit_weights(_scaled(rows, centres, scales), labels, l2))
    return LogisticModel(
        version=_version(rows, labels, l2),
        weights=weights[1:],
        bias=weights[0],
        centres=tidy_list(centres),
        scales=tidy_list(scales),
        l2=l2,
        samples=len(rows),
    )


def predict_logistic(model: LogisticModel, features: list[float]) -> float:
    """Return the probability of a true label, within 0 and 1."""
    return predict_all(model, [features])[0]


def predict_all(model: LogisticModel, rows: list[list[float]]) -> list[float]:
    """Return the probability of a true label for each row of features.

    Raises InputError when a row has another number of features than the model.
    """
    table = matrix("features", rows, len(model.weights))
    weights, centres, scales = matrix(
        "model", [model.weights, model.centres, model.scales], len(model.weights)
    )
    require_finite("model.bias", model.bias)
    if bool((scales <= 0.0).any()):
        raise InputError("model.scales", "must be greater than 0")
    with np.errstate(over="ignore", invalid="ignore"):
        margins = _scaled(table, centres, scales) @ weights + model.bias
    return tidy_list(sigmoid(margins))


def grid_search(
    examples: Sequence[Labelled], penalties: list[float] | None = None, folds: int = 3
) -> Search:
    """Try each penalty (0.001, 0.01, 0.1, 1 unless given) by cross-validation.

    Equal losses favour the first.

    Folds follow a hash of the ids. Raises InputError when a fold leaves one kind of label only to
    learn from.
    """
    require_range("folds", folds, low=2, high=10)
    choices = penalties if penalties is not None else [0.001, 0.01, 0.1, 1.0]
    require_items("penalties", choices, minimum=1, maximum=20)
    require_items("examples", examples, minimum=folds)
    trials = [Trial(l2, _held_out_loss(examples, l2, folds)) for l2 in choices]
    best = min(trials, key=lambda trial: trial.loss)
    return Search(best.l2, best.loss, trials)


def feature_importance(model: LogisticModel, names: list[str]) -> dict[str, float]:
    """Return each feature's share of all scaled weights, the largest first.

    `names` pairs with the features.
    """
    if len(names) != len(model.weights) or len(set(names)) != len(names):
        raise InputError("names", f"must be {len(model.weights)} different names")
    sizes = [abs(weight) for weight in model.weights]
    total = sum(sizes) or 1.0
    shares = {name: tidy(size / total) for name, size in zip(names, sizes, strict=True)}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _rows(examples: Sequence[Labelled]) -> tuple[Array, Array]:
    require_items("examples", examples, minimum=2)
    rows = matrix("examples", [item.features for item in examples])
    require_items("examples.0.features", examples[0].features, minimum=1)
    return rows, np.array([item.label for item in examples], dtype=np.float64)


def _scaling(rows: Array) -> tuple[Array, Array]:
    """Return centre and spread a column; a constant column keeps the scale 1 and says nothing."""
    centres = (rows / len(rows)).sum(axis=0)
    peaks = np.abs(rows - centres).max(axis=0)
    peaks[peaks <= 1e-12 * np.maximum(1.0, np.abs(centres))] = 1.0
    spread: Array = peaks * ((rows - centres) / peaks).std(axis=0)
    spread[spread <= 1e-12] = 1.0
    return centres, spread


def _scaled(rows: Array, centres: Array, scales: Array) -> Array:
    # a value far outside of what was learnt must not drown the rest
    scaled: Array = np.clip((rows - centres) / scales, -1e6, 1e6)
    return scaled


def _version(rows: Array, labels: Array, l2: float) -> str:
    # sorted: the order in which examples came is not part of what was learnt
    learnt = sorted(zip(rows.tolist(), labels.tolist(), strict=True))
    return blake2b(repr((learnt, l2)).encode(), digest_size=6).hexdigest()


def _held_out_loss(examples: Sequence[Labelled], l2: float, folds: int) -> float:
    # every folds-th by hash: folds are of equal size, and do not depend on the order given
    ordered = sorted(examples, key=lambda item: (fraction(item.id, "fold"), item.id))
    total = 0.0
    for fold in range(folds):
        held = ordered[fold::folds]
        model = fit_logistic(
            [item for place, item in enumerate(ordered) if place % folds != fold], l2
        )
        rows, labels = matrix("examples", [item.features for item in held]), [
            item.label for item in held
        ]
        given = np.clip(predict_all(model, rows.tolist()), 1e-12, 1.0 - 1e-12)
        total -= float(np.log(np.where(labels, given, 1.0 - given)).sum())
    return tidy(total / len(ordered))
