"""What a condition tells about values once it holds: not null, long enough, at least a number.

Keys are emitted expressions as text (`offer.discount`), because names are never assigned twice.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from qpf.language.unparse import source

__all__ = ["Fact", "Facts", "at_least", "facts_of", "filled", "is_nonzero", "key_of", "nonnull"]


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is nonnull, filled (length of at least `value`), low (at least `value`) or nonzero."""

    kind: str
    key: str
    value: float = 0.0


Facts = frozenset[Fact]
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


def key_of(node: ast.expr) -> str:
    """The key of a name, its fields and numbered items; "" for anything that is computed."""
    inner = node
    while isinstance(inner, ast.Attribute | ast.Subscript):
        if isinstance(inner, ast.Subscript) and not isinstance(inner.slice, ast.Constant):
            return ""
        inner = inner.value
    return source(node) if isinstance(inner, ast.Name) else ""


def facts_of(test: ast.expr, holds: bool = True) -> Facts:
    """What is known where `test` holds (or, with `holds` false, where it does not)."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return facts_of(test.operand, not holds)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And if holds else ast.Or):
        return Facts().union(*(facts_of(value, holds) for value in test.values))
    if isinstance(test, ast.Compare) and (holds or len(test.ops) == 1):
        operands = [test.left, *test.comparators]
        pairs = zip(operands, test.ops, operands[1:], strict=False)
        found = [_compared(left, type(op), right, holds) for left, op, right in pairs]
        return Facts().union(*found)
    return Facts()


def _compared(left: ast.expr, op: type[ast.cmpop], right: ast.expr, holds: bool) -> Facts:
    seen = op if holds else _FLIPPED.get(op)
    if seen is None:
        return Facts()
    return _known(left, seen, right) | _known(right, _MIRRORED.get(seen, seen), left)


def _known(subject: ast.expr, op: type[ast.cmpop], other: ast.expr) -> Facts:
    number = _number(other)
    if isinstance(other, ast.Constant) and other.value is None and op is ast.IsNot:
        return _fact("nonnull", subject)
    if number is None:
        return Facts()
    if isinstance(subject, ast.Call) and source(subject.func) == "len":
        size = {ast.Gt: number + 1, ast.GtE: number, ast.Eq: number}.get(op)
        return _fact("filled", subject.args[0], size) if size is not None else Facts()
    if op is ast.NotEq and number == 0:
        return _fact("nonzero", subject)
    found = _fact("low", subject, number) if op in (ast.Gt, ast.GtE, ast.Eq) else Facts()
    positive = (op is ast.Gt and number >= 0) or (op is ast.Lt and number <= 0)
    return found | (_fact("nonzero", subject) if positive else Facts())


def _fact(kind: str, node: ast.expr, value: float = 0.0) -> Facts:
    key = key_of(node)
    return frozenset({Fact(kind, key, value)}) if key else Facts()


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return -inner if inner is not None else None
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value) if not isinstance(node.value, bool) else None
    return None


def nonnull(node: ast.expr, facts: Facts) -> bool:
    """Whether the value is known not to be null."""
    return Fact("nonnull", key_of(node)) in facts


def filled(node: ast.expr, size: int, facts: Iterable[Fact]) -> bool:
    """Whether the collection is known to have at least `size` items."""
    key = key_of(node)
    return any(one.kind == "filled" and one.key == key and one.value >= size for one in facts)


def at_least(node: ast.expr, facts: Facts) -> float | None:
    """A number the value never falls below, or None when nothing is known."""
    number = _number(node)
    if number is not None:
        return number
    if isinstance(node, ast.BinOp):
        return _sum_or_product(node, facts)
    if isinstance(node, ast.Call):
        return _of_call(node, facts)
    if isinstance(node, ast.IfExp):
        branches = [at_least(one, facts) for one in (node.body, node.orelse)]
        known = [one for one in branches if one is not None]
        return min(known) if len(known) == 2 else None
    key = key_of(node)
    return max((one.value for one in facts if one.kind == "low" and one.key == key), default=None)


def _sum_or_product(node: ast.BinOp, facts: Facts) -> float | None:
    left, right = at_least(node.left, facts), at_least(node.right, facts)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left + right
    if left < 0 or right < 0:
        return None
    if isinstance(node.op, ast.Mult):
        return left * right
    return 0.0 if isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod) else None


def _of_call(node: ast.Call, facts: Facts) -> float | None:
    name = source(node.func)
    bounds = [at_least(one, facts) for one in node.args]
    known = [one for one in bounds if one is not None]
    if name == "len":
        key = key_of(node.args[0])
        sizes = [one.value for one in facts if one.kind == "filled" and one.key == key]
        return max(sizes, default=0.0)
    if name == "max":
        return max(known, default=None)
    if name == "min":
        return min(known) if known and len(known) == len(bounds) else None
    if name in ("int", "float") and known:
        return float(int(known[0])) if name == "int" else known[0]
    return 0.0 if name in ("abs", "math.sqrt", "math.exp") else None


def is_nonzero(node: ast.expr, facts: Facts) -> bool:
    """Whether the number is known not to be zero."""
    number = _number(node)
    if number is not None:
        return number != 0
    low = at_least(node, facts)
    if low is not None and low > 0:
        return True
    return Fact("nonzero", key_of(node)) in facts or source(node).startswith("math.exp(")
