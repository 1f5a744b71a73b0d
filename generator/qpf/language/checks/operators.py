"""Arithmetic and bit operators."""

import ast

from qpf.diagnostics.catalogue.behaviour import bad_operand, forbidden_syntax, may_fail
from qpf.language.assign import joined
from qpf.language.checker import Checker, Typed
from qpf.language.checks.bounded_sums import INDEX
from qpf.language.facts import is_nonzero
from qpf.language.types import BOOL, FLOAT, INT, STR, TypeRef

__all__ = ["check_binary", "check_unary", "guard_divisor"]

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
_DIVISIONS = (ast.Div, ast.FloorDiv, ast.Mod)
_BITS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
_LARGEST_EXPONENT = 8
_LARGEST_SHIFT = 64


def check_unary(node: ast.UnaryOp, checker: Checker, expected: TypeRef | None) -> Typed:
    """`not` of a truth value, the sign of a number, the complement of an int."""
    if isinstance(node.op, ast.Not):
        inner = checker.check(node.operand, BOOL)
        if inner.type != BOOL and not inner.type.is_unknown:
            return _refused(node, "not", [inner.type], checker)
        return Typed(ast.UnaryOp(ast.Not(), inner.node), BOOL)
    inner = checker.check(node.operand, expected)
    if inner.type.is_unknown:
        return inner
    if isinstance(node.op, ast.Invert):
        if inner.type != INT:
            return _refused(node, "~", [inner.type], checker)
        return Typed(ast.UnaryOp(ast.Invert(), inner.node), INT)
    sign = "-" if isinstance(node.op, ast.USub) else "+"
    if not inner.type.is_number:
        return _refused(node, sign, [inner.type], checker)
    if sign == "+":
        return inner
    return Typed(ast.UnaryOp(ast.USub(), inner.node), inner.type)


def check_binary(node: ast.BinOp, checker: Checker, expected: TypeRef | None) -> Typed:
    """Two operands; `+` also joins text and lists of one type."""
    sign = _SIGNS.get(type(node.op))
    if sign is None:
        return checker.refuse(node, forbidden_syntax(checker.place(node), "matrix product"))
    hint = None if isinstance(node.op, _DIVISIONS) else expected
    left, right = checker.check(node.left, hint), checker.check(node.right, hint)
    if left.type.is_unknown or right.type.is_unknown:
        return Typed(left.node, left.type if left.type.is_unknown else right.type)
    if isinstance(node.op, ast.Pow):
        return _power(node, left, right, checker)
    if isinstance(node.op, _BITS):
        return _bits(node, sign, left, right, checker)
    kind = _arithmetic(node.op, left.type, right.type, checker)
    if kind is None:
        return _refused(node, sign, [left.type, right.type], checker)
    if isinstance(node.op, _DIVISIONS):
        guard_divisor(node.right, right, checker)
    return Typed(ast.BinOp(left.node, node.op, right.node), kind)


def _arithmetic(
    op: ast.operator, left: TypeRef, right: TypeRef, checker: Checker
) -> TypeRef | None:
    if left.is_number and right.is_number:
        return INT if left == right == INT and not isinstance(op, ast.Div) else FLOAT
    if not isinstance(op, ast.Add):
        return None
    if left == right == STR:
        return STR
    if left.is_listlike and right.is_listlike:
        return joined(left, right, checker.types)
    return None


def guard_divisor(written: ast.expr, divisor: Typed, checker: Checker) -> None:
    """Warn unless the divisor is known not to be zero."""
    if not is_nonzero(divisor.node, checker.names.facts):
        text = ast.unparse(written)
        remedy = f"guard it: `require: {text} != 0`, a `range`, or `max({text}, …)`"
        checker.report(may_fail(checker.place(written), "the division", f"`{text}` is 0", remedy))


def _power(node: ast.BinOp, base: Typed, exponent: Typed, checker: Checker) -> Typed:
    if not (base.type.is_number and exponent.type.is_number):
        return _refused(node, "**", [base.type, exponent.type], checker)
    value = _constant(exponent.node)
    if value is None and _is_index(node.right, checker):
        return _raised(base, exponent)
    if value is None or abs(value) > _LARGEST_EXPONENT:
        what = f"an exponent that is not a number literal of at most {_LARGEST_EXPONENT}"
        return checker.refuse(node, forbidden_syntax(checker.place(node.right), what))
    if base.type == INT and isinstance(value, int) and value >= 0:
        return Typed(ast.BinOp(base.node, ast.Pow(), exponent.node), INT)
    if value < 0:
        guard_divisor(node.left, base, checker)
    return _raised(base, exponent)


def _raised(base: Typed, exponent: Typed) -> Typed:
    power = ast.Attribute(ast.Name("math"), "pow")
    return Typed(ast.Call(power, [base.node, exponent.node], []), FLOAT)


def _is_index(node: ast.expr, checker: Checker) -> bool:
    """Whether an exponent numbers the terms of a bounded sum."""
    local = checker.names.known.get(node.id) if isinstance(node, ast.Name) else None
    return local is not None and local.what == INDEX


def _bits(node: ast.BinOp, sign: str, left: Typed, right: Typed, checker: Checker) -> Typed:
    if not left.type == right.type == INT:
        return _refused(node, sign, [left.type, right.type], checker)
    if isinstance(node.op, ast.LShift | ast.RShift):
        value = _constant(right.node)
        if value is None or not 0 <= value <= _LARGEST_SHIFT:
            what = f"a shift that is not a literal from 0 to {_LARGEST_SHIFT}"
            return checker.refuse(node, forbidden_syntax(checker.place(node.right), what))
    return Typed(ast.BinOp(left.node, node.op, right.node), INT)


def _constant(node: ast.expr) -> int | float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _constant(node.operand)
        return -inner if inner is not None else None
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    return None


def _refused(node: ast.expr, sign: str, kinds: list[TypeRef], checker: Checker) -> Typed:
    shown = [str(kind) for kind in kinds]
    hint = ""
    if any(kind.is_optional for kind in kinds):
        hint = "a value that may be null must be tested before"
    elif sign == "not":
        hint = "compare instead: `len(x) == 0`, `x == 0`, `x is None`"
    return checker.refuse(node, bad_operand(checker.place(node), sign, shown, hint))
