"""Functions on numbers and on lists of numbers."""

import ast
from collections.abc import Callable

from qpf.diagnostics.catalogue.behaviour import bad_operand, forbidden_syntax, may_fail
from qpf.language.assign import joined
from qpf.language.checker import Checker, Typed, is_plain
from qpf.language.facts import at_least
from qpf.language.types import BOOL, FLOAT, INT, STR, Kind, TypeRef

__all__ = ["clip", "largest", "mathematical", "mean", "rounded", "sized", "total"]

Build = Callable[[ast.Call, list[Typed], Checker], Typed]


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """A call by position."""
    return ast.Call(ast.Name(name), list(arguments), [])


def refused(node: ast.Call, arguments: list[Typed], checker: Checker, hint: str = "") -> Typed:
    """Report that a function is not defined for its arguments."""
    shown = [str(one.type) for one in arguments]
    name = ast.unparse(node.func)
    return checker.refuse(node, bad_operand(checker.place(node), name, shown, hint))


def mathematical(name: str, kind: TypeRef) -> Build:
    """A function of `math`; one with a limited domain warns unless the argument fits."""

    def build(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
        _guard_domain(name, node, arguments[0], checker)
        function = ast.Attribute(ast.Name("math"), name)
        return Typed(ast.Call(function, [arguments[0].node], []), kind)

    return build


def _guard_domain(name: str, node: ast.Call, argument: Typed, checker: Checker) -> None:
    low = at_least(argument.node, checker.names.facts)
    text = ast.unparse(node.args[0])
    if name == "sqrt" and (low is None or low < 0):
        remedy = f"guard it: `require: {text} >= 0`, a `range`, or `max({text}, 0)`"
        checker.report(may_fail(checker.place(node), "`sqrt`", f"`{text}` is below 0", remedy))
    if name == "log" and (low is None or low <= 0):
        remedy = f"guard it: `require: {text} >= 1`, or `max({text}, 0.001)`"
        checker.report(may_fail(checker.place(node), "`log`", f"`{text}` is 0 or below", remedy))


def sized(name: str) -> Build:
    """`abs` of a number, `len` of anything with a length."""

    def build(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
        kind = arguments[0].type
        if name == "abs":
            if not kind.is_number:
                return refused(node, arguments, checker)
            return Typed(call("abs", arguments[0].node), kind)
        if not (kind.is_listlike or kind.is_dictlike or kind.kind in (Kind.STR, Kind.BYTES)):
            return refused(node, arguments, checker)
        return Typed(call("len", arguments[0].node), INT)

    return build


def largest(name: str) -> Build:
    """`max` and `min`, of several numbers or texts or of one list with at least one item."""

    def build(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
        if len(arguments) == 1:
            kind = arguments[0].type
            if not kind.is_listlike or not (kind.item.is_number or kind.item == STR):
                return refused(node, arguments, checker)
            return Typed(call(name, filled_list(node, arguments[0], checker)), kind.item)
        kind = arguments[0].type
        for one in arguments[1:]:
            kind = joined(kind, one.type, checker.types) or BOOL
        if not (kind.is_number or kind == STR):
            return refused(node, arguments, checker)
        return Typed(call(name, *(one.node for one in arguments)), kind)

    return build


def filled_list(node: ast.Call, argument: Typed, checker: Checker) -> ast.expr:
    """The list, with the need that it is not empty."""
    if is_plain(argument.node):
        checker.need(argument.node, 1, node)
    elif not (isinstance(argument.node, ast.List) and argument.node.elts):
        name = ast.unparse(node.func)
        what = f"`{name}` of a computed list (name the list with `let`)"
        checker.refuse(node, forbidden_syntax(checker.place(node), what))
    return argument.node


def clip(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`clip(x, low, high)`: `x`, but not below `low` and not above `high`."""
    if not all(one.type.is_number for one in arguments):
        return refused(node, arguments, checker)
    value, low, high = (one.node for one in arguments)
    kind = INT if all(one.type == INT for one in arguments) else FLOAT
    return Typed(call("min", call("max", value, low), high), kind)


def rounded(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`round(x)` is an int, `round(x, digits)` keeps the type."""
    del node, checker
    kind = INT if len(arguments) == 1 else arguments[0].type
    return Typed(call("round", *(one.node for one in arguments)), kind)


def total(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """The sum of a list of numbers; 0 when it is empty."""
    kind = arguments[0].type
    if not kind.is_listlike or not kind.item.is_number:
        return refused(node, arguments, checker)
    return Typed(call("sum", _generated(arguments[0].node)), kind.item)


def _generated(node: ast.expr) -> ast.expr:
    """A list that is only walked once need not be built."""
    if isinstance(node, ast.ListComp):
        return ast.GeneratorExp(node.elt, node.generators)
    return node


def mean(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """The mean of a list of numbers with at least one item."""
    kind = arguments[0].type
    if not kind.is_listlike or not kind.item.is_number:
        return refused(node, arguments, checker)
    values = filled_list(node, arguments[0], checker)
    return Typed(ast.BinOp(call("sum", values), ast.Div(), call("len", values)), FLOAT)
