"""Noise that is a function of a key."""

import math

_MASK = 0xFFFFFFFFFFFFFFFF
_STEP = 0.31830988618379067
_DIAGONAL = math.sqrt(0.5)
_GRADIENTS = (
    (1.0, 0.0),
    (_DIAGONAL, _DIAGONAL),
    (0.0, 1.0),
    (-_DIAGONAL, _DIAGONAL),
    (-1.0, 0.0),
    (-_DIAGONAL, -_DIAGONAL),
    (0.0, -1.0),
    (_DIAGONAL, -_DIAGONAL),
)


def mixed(key: int, seed: int) -> int:
    """Return 64 well mixed bits of a key and a seed."""
    bits = (key * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return bits ^ (bits >> 31)


def gradient(key: int, seed: int) -> float:
    """Return two-dimensional gradient noise at a place that follows from the key, within -1 … 1."""
    bits = mixed(key, seed)
    return gradient_at((bits >> 32) * _STEP % 256.0, (bits & 0xFFFFFFFF) * _STEP % 256.0, seed)


def gradient_at(x: float, y: float, seed: int) -> float:
    """Return gradient noise at a place: 0 on the grid, smooth between, within -1 … 1."""
    column, row = math.floor(x), math.floor(y)
    right, down = x - column, y - row
    across, along = _smooth(right), _smooth(down)
    top = _between(
        _corner(column, row, right, down, seed),
        _corner(column + 1, row, right - 1.0, down, seed),
        across,
    )
    bottom = _between(
        _corner(column, row + 1, right, down - 1.0, seed),
        _corner(column + 1, row + 1, right - 1.0, down - 1.0, seed),
        across,
    )
    return _between(top, bottom, along)


def _corner(column: int, row: int, right: float, down: float, seed: int) -> float:
    slope = _GRADIENTS[mixed(column * 0x1F123BB5 + row, seed) & 7]
    return slope[0] * right + slope[1] * down


def _smooth(value: float) -> float:
    return value * value * value * (value * (value * 6.0 - 15.0) + 10.0)


def _between(low: float, high: float, share: float) -> float:
    return low + share * (high - low)
