"""Ridge logistic regression by Newton's method with step halving: few rounds, same answer every
time.
"""

import numpy as np

from qpf_core.catalogue._arrays import Array

_ROUNDS = 50
_HALVINGS = 30
_ENOUGH = 1e-10


def fit_weights(rows: Array, labels: Array, l2: float) -> Array:
    """Return the intercept and one weight a column that minimise mean log loss plus `l2 / 2` times
    their squares.

    The intercept is not penalised. Rows should be scaled; `l2` above 0 makes the minimum unique.
    """
    table = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.full(table.shape[1], l2)
    penalty[0] = 0.0
    weights = np.zeros(table.shape[1])
    # a rare label would send the open intercept far on the first step; a tiny ridge keeps the
    # system solvable
    floor = np.eye(table.shape[1]) * 1e-9
    for _ in range(_ROUNDS):
        chance = sigmoid(table @ weights)
        slope = table.T @ (chance - labels) / len(rows) + penalty * weights
        curve = (table.T * (chance * (1.0 - chance))) @ table / len(rows) + np.diag(penalty) + floor
        step = _shortened(table, labels, weights, penalty, np.linalg.solve(curve, slope))
        weights = weights - step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return weights


def sigmoid(values: Array) -> Array:
    """Return the logistic function of each value without overflow."""
    powers = np.exp(-np.abs(values))
    chances: Array = np.where(values >= 0.0, 1.0, powers) / (1.0 + powers)
    return chances


def _shortened(table: Array, labels: Array, weights: Array, penalty: Array, step: Array) -> Array:
    """Halve a step until it no longer makes the loss worse.

    Far from the minimum Newton oversteps.
    """
    before = _loss(table, labels, weights, penalty)
    for _ in range(_HALVINGS):
        if _loss(table, labels, weights - step, penalty) <= before:
            return step
        step = step / 2.0
    return np.zeros_like(step)


def _loss(table: Array, labels: Array, weights: Array, penalty: Array) -> float:
    margins = table @ weights
    # log(1 + exp(m)) - y m, without overflow
    losses = np.maximum(margins, 0.0) + np.log1p(np.exp(-np.abs(margins))) - labels * margins
    return float(losses.mean() + 0.5 * (penalty * weights) @ weights)
