"""Places in the unit square, and which of some sites is nearest."""

from functools import lru_cache

from scipy.spatial import cKDTree

from qpf_fabric.transforms.noise import mixed

_UNIT = float(2**32)


def place(key: int, seed: int) -> tuple[float, float]:
    """Return the place of a key in the unit square."""
    bits = mixed(key, seed)
    return (bits >> 32) / _UNIT, (bits & 0xFFFFFFFF) / _UNIT


def nearest(key: int, cells: int, seed: int) -> int:
    """Return the number of the site nearest to the place of a key, of `cells` seeded sites."""
    _, index = _tree(max(cells, 1), seed).query(place(key, seed))
    return int(index)


@lru_cache(maxsize=32)
def _tree(cells: int, seed: int) -> "cKDTree[None]":
    """Return the sites as a tree; their keys are negative, so that no packet has the same place."""
    return cKDTree([place(-number - 1, ~seed) for number in range(cells)])
