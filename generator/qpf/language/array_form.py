"""The numpy form of a checked expression: the same tree over arrays, all points at once.

What cannot be said over arrays raises `NoArrayForm`. Undefined points need no care here: they raise
floating-point flags, and the scalar form judges a block in which that happens.
"""

import ast
from collections.abc import Callable, Collection
from functools import reduce
from itertools import pairwise
from typing import Any

__all__ = ["ArrayForm", "NoArrayForm"]

_ELEMENTWISE = {
    "abs": "abs",
    "int": "trunc",
    "math.ceil": "ceil",
    "math.exp": "exp",
    "math.floor": "floor",
    "math.log": "log",
    "math.pow": "power",
    "math.sqrt": "sqrt",
    "round": "rint",
}
_PAIRWISE = {"max": "maximum", "min": "minimum"}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_COMPARED = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class NoArrayForm(Exception):
    """A part of an expression cannot be said over arrays; the argument describes it."""


class ArrayForm:
    """Turns trees over numbers into trees over arrays.

    `inputs` are the names that hold arrays and `functions` those that take arrays; with `rows`, the
    name of an array of places, only these places of every input are looked at.
    """

    def __init__(self, inputs: Collection[str], functions: Collection[str], rows: str = "") -> None:
        """Keep what the names of the tree stand for."""
        self._inputs, self._functions, self._rows = inputs, functions, rows

    def of(self, node: ast.expr) -> ast.expr:
        """The tree over arrays; raises `NoArrayForm`."""
        form = _FORMS.get(type(node))
        if form is None:
            raise NoArrayForm(f"`{type(node).__name__.lower()}`")
        return form(self, node)

    def name(self, node: ast.Name) -> ast.expr:
        """An input at the rows, anything else as it is."""
        if self._rows and node.id in self._inputs:
            return ast.Subscript(ast.Name(node.id), ast.Name(self._rows))
        return ast.Name(node.id)

    def attribute(self, node: ast.Attribute) -> ast.expr:
        """A field of a record of arrays, or a constant of a module."""
        if isinstance(node.value, ast.Name):
            return node
        return ast.Attribute(self.of(node.value), node.attr)

    def unary(self, node: ast.UnaryOp) -> ast.expr:
        """`not` and the sign."""
        if isinstance(node.op, ast.Not):
            return _numpy("logical_not", self.of(node.operand))
        if isinstance(node.op, ast.USub):
            return ast.UnaryOp(ast.USub(), self.of(node.operand))
        raise NoArrayForm("`~`")

    def binary(self, node: ast.BinOp) -> ast.expr:
        """Arithmetic; bits of floats do not exist."""
        if not isinstance(node.op, _ARITHMETIC):
            raise NoArrayForm("an operator on bits")
        return ast.BinOp(self.of(node.left), node.op, self.of(node.right))

    def boolean(self, node: ast.BoolOp) -> ast.expr:
        """`and`, `or`: both sides at every point."""
        sign: ast.operator = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        parts = [self.of(value) for value in node.values]
        return reduce(lambda left, right: ast.BinOp(left, sign, right), parts)

    def compare(self, node: ast.Compare) -> ast.expr:
        """A comparison; a chain is all of its links."""
        operands = [node.left, *node.comparators]
        links = [
            self._link(left, op, right)
            for (left, right), op in zip(pairwise(operands), node.ops, strict=True)
        ]
        return reduce(lambda one, other: ast.BinOp(one, ast.BitAnd(), other), links)

    def _link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple):
            found = ast.Call(ast.Name("among"), [self.of(left), right], [])
            return found if isinstance(op, ast.In) else _numpy("logical_not", found)
        if not isinstance(op, _COMPARED):
            raise NoArrayForm("a test of membership or of null")
        return ast.Compare(self.of(left), [op], [self.of(right)])

    def choice(self, node: ast.IfExp) -> ast.expr:
        """`a if c else b`, both computed at every point."""
        return _numpy("where", self.of(node.test), self.of(node.body), self.of(node.orelse))

    def call(self, node: ast.Call) -> ast.expr:
        """A function of numbers, a declared function, a bounded sum."""
        owner = node.func
        name = owner.id if isinstance(owner, ast.Name) else ""
        if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name):
            name = f"{owner.value.id}.{owner.attr}"
        if name in self._functions:
            keywords = [ast.keyword(one.arg, self.of(one.value)) for one in node.keywords]
            return ast.Call(ast.Name(name), [], keywords)
        if name in _PAIRWISE and len(node.args) > 1:
            parts = [self.of(one) for one in node.args]
            return reduce(lambda one, other: _numpy(_PAIRWISE[name], one, other), parts)
        if name == "round" and len(node.args) != 1:
            raise NoArrayForm("`round` to digits")
        if name in _ELEMENTWISE:
            return _numpy(_ELEMENTWISE[name], *(self.of(one) for one in node.args))
        if name == "float":
            return self.of(node.args[0])
        if name == "len":
            return ast.Call(ast.Name("lengths"), [self.of(node.args[0])], [])
        if name == "sum" and isinstance(node.args[0], ast.GeneratorExp):
            terms = node.args[0]
            made = ast.GeneratorExp(self.of(terms.elt), terms.generators)
            return ast.Call(ast.Name("sum"), [made], [])
        raise NoArrayForm(f"`{name}`" if name else "a method")


def _numpy(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("np"), name), list(arguments), [])


_FORMS: dict[type[ast.expr], Callable[[ArrayForm, Any], ast.expr]] = {
    ast.Attribute: ArrayForm.attribute,
    ast.BinOp: ArrayForm.binary,
    ast.BoolOp: ArrayForm.boolean,
    ast.Call: ArrayForm.call,
    ast.Compare: ArrayForm.compare,
    ast.Constant: lambda _, node: node,
    ast.IfExp: ArrayForm.choice,
    ast.Name: ArrayForm.name,
    ast.UnaryOp: ArrayForm.unary,
}
