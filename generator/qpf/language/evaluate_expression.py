"""The value of an expression over plain values, read from its text."""

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from qpf.language import sums
from qpf.language.growth import is_too_large
from qpf.language.operators import BINARY, COMPARED
from qpf.language.thresholds import tree_of

__all__ = ["Missing", "Unknown", "Values", "evaluate_text"]


Value: TypeAlias = Any
"""A plain value; operators refuse what they cannot take when they run."""


class Unknown(Exception):
    """Something cannot be evaluated here."""


class Missing(Exception):
    """An item is not there."""


class Values:
    """Names and their plain values; `enums` are types whose members are text.

    `functions` are those that a schema declares; they take their arguments by name. `overflows`
    collects results of arithmetic that are too large for a float.
    """

    def __init__(
        self,
        known: Mapping[str, object],
        enums: frozenset[str] = frozenset(),
        functions: Mapping[str, Callable[..., Any]] | None = None,
        overflows: list[float] | None = None,
    ) -> None:
        self.known: dict[str, object] = dict(known)
        self.enums = enums
        self.functions = functions or {}
        self.overflows = overflows if overflows is not None else []

    def set(self, name: str, value: object) -> None:
        """Give a name a value."""
        self.known[name] = value

    def plus(self, name: str, value: object) -> "Values":
        """A copy with one more name."""
        return Values({**self.known, name: value}, self.enums, self.functions, self.overflows)


def _text(value: object) -> str:
    """Text and whole numbers as text; how others are written depends on their type."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unknown
    return str(value)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "all": all,
    "any": any,
    "ceil": math.ceil,
    "clip": lambda value, low, high: min(max(value, low), high),
    "contains": lambda owner, item: item in owner,
    "ends_with": str.endswith,
    "exp": math.exp,
    "float": float,
    "floor": math.floor,
    "get": lambda owner, key, default: owner.get(key, default),
    "int": int,
    "join": lambda items, separator: separator.join(items),
    "len": len,
    "log": math.log,
    "lower": str.lower,
    "max": max,
    "mean": sums.mean,
    "min": min,
    "round": round,
    "sorted": sorted,
    "split": str.split,
    "sqrt": math.sqrt,
    "starts_with": str.startswith,
    "str": _text,
    "strip": str.strip,
    "sum": sums.total,
    "upper": str.upper,
}
_WORDS = {"true": True, "false": False, "null": None, "inf": math.inf}


def evaluate_text(text: str, values: Values) -> object:
    """The value; `Unknown` for what is not supported, `Missing` for an item that is not there."""
    tree = tree_of(text, values.known)
    if tree is None:
        raise Unknown
    return _value(tree.root, values)


def _value(node: ast.expr, values: Values) -> Value:
    evaluator = _EVALUATORS.get(type(node))
    if evaluator is None:
        raise Unknown
    return evaluator(node, values)


def _name(node: ast.Name, values: Values) -> Value:
    if node.id in values.known:
        return _known(values.known[node.id])
    if node.id in _WORDS:
        return _WORDS[node.id]
    raise Unknown


def _known(value: Value) -> Value:
    """A value that is not `...`, which stands for what nobody knows here."""
    if value is ...:
        raise Unknown
    return value


def _attribute(node: ast.Attribute, values: Values) -> Value:
    if isinstance(node.value, ast.Name) and node.value.id not in values.known:
        if node.value.id in values.enums:
            return node.attr
        raise Unknown
    owner = _value(node.value, values)
    if not isinstance(owner, Mapping) or node.attr not in owner:
        raise Unknown  # a default of the type, which plain values do not show
    return _known(owner[node.attr])


def _subscript(node: ast.Subscript, values: Values) -> Value:
    owner = _value(node.value, values)
    if isinstance(node.slice, ast.Slice):
        bounds = [
            _value(end, values) if end is not None else None
            for end in (node.slice.lower, node.slice.upper)
        ]
        return owner[bounds[0] : bounds[1]]
    index = _value(node.slice, values)
    if not -len(owner) <= index < len(owner):
        raise Missing
    return _known(owner[index])


def _compare(node: ast.Compare, values: Values) -> bool:
    try:
        operands = [_value(one, values) for one in [node.left, *node.comparators]]
    except Missing:
        return False
    pairs = zip(operands, node.ops, operands[1:], strict=False)
    return all(bool(COMPARED[type(op)](left, right)) for left, op, right in pairs)


def _boolean(node: ast.BoolOp, values: Values) -> bool:
    if isinstance(node.op, ast.And):
        return all(_value(one, values) for one in node.values)
    return any(_value(one, values) for one in node.values)


def _unary(node: ast.UnaryOp, values: Values) -> Value:
    value = _value(node.operand, values)
    if isinstance(node.op, ast.Not):
        return not value
    if isinstance(node.op, ast.Invert):
        return ~value
    return -value if isinstance(node.op, ast.USub) else value


def _binary(node: ast.BinOp, values: Values) -> Value:
    left, right = _value(node.left, values), _value(node.right, values)
    if is_too_large(type(node.op), left, right):
        raise Unknown
    made = BINARY[type(node.op)](left, right)
    if isinstance(made, float) and math.isinf(made) and math.inf not in (abs(left), abs(right)):
        values.overflows.append(made)
    return made


def _choice(node: ast.IfExp, values: Values) -> Value:
    try:
        return _value(node.body if _value(node.test, values) else node.orelse, values)
    except Missing:
        return _value(node.orelse, values)


def _call(node: ast.Call, values: Values) -> Value:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "pluck" and isinstance(node.args[1], ast.Name):
        return [_known(item[node.args[1].id]) for item in _value(node.args[0], values)]
    is_sum_of_terms = bool(node.args) and isinstance(node.args[0], ast.GeneratorExp)
    if name in values.functions and not is_sum_of_terms:
        named = {str(one.arg): _value(one.value, values) for one in node.keywords}
        return values.functions[name](**named)
    function = _FUNCTIONS.get(name)
    if function is None:
        raise Unknown
    return function(*(_value(one, values) for one in node.args))


def _terms(node: ast.GeneratorExp, values: Values) -> Value:
    loop: Any = node.generators[0]
    bounds = [_value(bound, values) for bound in loop.iter.args]
    return [_value(node.elt, values.plus(loop.target.id, number)) for number in range(*bounds)]


_EVALUATORS: Mapping[type[ast.expr], Callable[[Any, Values], Any]] = {
    ast.Constant: lambda node, _: node.value,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.IfExp: _choice,
    ast.Call: _call,
    ast.GeneratorExp: _terms,
    ast.List: lambda node, values: [_value(one, values) for one in node.elts],
    ast.Dict: lambda node, values: {
        _value(key, values): _value(value, values)
        for key, value in zip(node.keys, node.values, strict=True)
    },
}
