"""Puts what is known into an expression and leaves out what that decides."""

import ast
from collections.abc import Mapping
from typing import Any

__all__ = ["bound", "names_in", "truth"]

_COMPARED: Mapping[type[ast.cmpop], Any] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
}


def names_in(node: ast.expr) -> frozenset[str]:
    """The names an expression uses."""
    return frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def truth(node: ast.expr) -> bool | None:
    """The truth value of a condition that is decided, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return node.value
    return None


def bound(node: ast.expr, binding: Mapping[str, ast.expr]) -> ast.expr:
    """A copy of an expression with names replaced, and decided conditions folded."""
    folded: ast.expr = _Binder(binding).visit(node)
    return folded


class _Binder(ast.NodeTransformer):
    """Builds new nodes: the trees of a schema are shared by all forms of a layer."""

    def __init__(self, binding: Mapping[str, ast.expr]) -> None:
        self._binding = binding

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name, or what stands for it."""
        return self._binding.get(node.id, ast.Name(node.id))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`and` and `or` without the operands that are decided."""
        ends = isinstance(node.op, ast.Or)
        values = [self.visit(one) for one in node.values]
        if any(truth(one) is ends for one in values):
            return ast.Constant(ends)  # expressions of layers have no effects
        kept = [one for one in values if truth(one) is None]
        if not kept:
            return ast.Constant(not ends)
        return kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """`not` of what is decided."""
        operand = self.visit(node.operand)
        decided = truth(operand)
        if isinstance(node.op, ast.Not) and decided is not None:
            return ast.Constant(not decided)
        return ast.UnaryOp(node.op, operand)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A comparison of two constants is decided."""
        left, rights = self.visit(node.left), [self.visit(one) for one in node.comparators]
        if len(rights) == 1 and all(isinstance(one, ast.Constant) for one in (left, *rights)):
            compare = _COMPARED.get(type(node.ops[0]))
            if compare is not None:
                return ast.Constant(bool(compare(left.value, rights[0].value)))
        return ast.Compare(left, node.ops, rights)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """A choice that is decided is its branch."""
        test = self.visit(node.test)
        decided = truth(test)
        if decided is not None:
            branch: ast.expr = self.visit(node.body if decided else node.orelse)
            return branch
        return ast.IfExp(test, self.visit(node.body), self.visit(node.orelse))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Any other node, rebuilt with its parts."""
        fields = {}
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                fields[name] = [self.visit(one) if _is_node(one) else one for one in value]
            else:
                fields[name] = self.visit(value) if _is_node(value) else value
        return type(node)(**fields)


def _is_node(value: object) -> bool:
    return isinstance(value, ast.expr | ast.keyword)
