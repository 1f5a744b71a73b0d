"""Values of metrics that make a condition hold, for the tests that every trigger can fire."""

import ast
import math
from collections.abc import Iterator

__all__ = ["satisfying"]

_STEP = 0.01


def satisfying(node: ast.expr) -> dict[str, float]:
    """One value for each metric of a conjunction of comparisons with numbers."""
    lows: dict[str, float] = {}
    highs: dict[str, float] = {}
    exact: dict[str, float] = {}
    for name, sign, value in _comparisons(node):
        if isinstance(sign, ast.Gt | ast.GtE):
            lows[name] = max(value, lows.get(name, -math.inf))
        elif isinstance(sign, ast.Lt | ast.LtE):
            highs[name] = min(value, highs.get(name, math.inf))
        else:
            exact[name] = value if isinstance(sign, ast.Eq) else value + 1.0
    names = dict.fromkeys([*lows, *highs, *exact])
    return {name: exact.get(name, _between(lows.get(name), highs.get(name))) for name in names}


def _comparisons(node: ast.expr) -> Iterator[tuple[str, ast.cmpop, float]]:
    parts = node.values if isinstance(node, ast.BoolOp) else [node]
    for part in parts:
        assert isinstance(part, ast.Compare) and isinstance(part.left, ast.Name)
        yield part.left.id, part.ops[0], float(ast.literal_eval(part.comparators[0]))


def _between(low: float | None, high: float | None) -> float:
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + abs(low) * _STEP + _STEP
    assert high is not None
    return high - abs(high) * _STEP - _STEP
