"""The isolation forest: unusual points are separated from the rest by few random cuts."""

import numpy as np

from qpf_core.catalogue._arrays import Array

_EULER = 0.5772156649015329


def isolation_scores(rows: Array, trees: int, sample: int, seed: int) -> Array:
    """Return a score within 0 and 1 for each row; higher is more unusual."""
    # the raw bits of this generator are fixed by specification, those of `choice` or `integers` are
    # not
    draw = np.random.Generator(np.random.PCG64(seed))
    size = min(sample, len(rows))
    depths = np.zeros(len(rows))
    for _ in range(trees):
        chosen = rows[np.argsort(draw.random(len(rows)), kind="stable")[:size]]
        limit = int(np.ceil(np.log2(max(size, 2))))
        depths += _depths(rows, chosen, limit, draw)
    usual = _mean_depth(size) or 1.0
    scores: Array = np.power(2.0, -(depths / trees) / usual)
    return scores


def _depths(rows: Array, chosen: Array, limit: int, draw: np.random.Generator) -> Array:
    """Return how deep each row falls in a tree grown on the chosen rows."""
    depths = np.zeros(len(rows))
    open_cells = [(np.arange(len(rows)), chosen, 0)]
    while open_cells:
        members, cell, depth = open_cells.pop()
        low, high = cell.min(axis=0, initial=np.inf), cell.max(axis=0, initial=-np.inf)
        wide = np.flatnonzero(low < high)
        if depth == limit or len(wide) == 0:
            depths[members] = depth + _mean_depth(len(cell))
            continue
        axis = int(wide[int(draw.random() * len(wide))])
        share = draw.random()
        cut = low[axis] * (1.0 - share) + high[axis] * share
        under, cell_under = rows[members, axis] < cut, cell[:, axis] < cut
        open_cells.append((members[under], cell[cell_under], depth + 1))
        open_cells.append((members[~under], cell[~cell_under], depth + 1))
    return depths


def _mean_depth(size: int) -> float:
    """Return the mean path length of an unsuccessful search in a tree of this many points."""
    if size < 2:
        return 0.0
    if size == 2:
        return 1.0
    return float(2.0 * (np.log(size - 1.0) + _EULER) - 2.0 * (size - 1.0) / size)
