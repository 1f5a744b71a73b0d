"""Puts small functions of the kit in place of calls: those that are one expression.

A fused form is a row of statements; a call that does less than calling costs is written out.
"""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from qpf.language.reversible.fold import bound, names_in
from qpf.tools.shipped import template_folder

__all__ = ["inlined"]

_CHEAP = ast.Name | ast.Constant | ast.Attribute


def inlined(node: ast.expr) -> ast.expr:
    """A call of a small function as the expression it stands for; anything else as it is."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return node
    body = _bodies().get(ast.unparse(node.func))
    if body is None or not all(isinstance(one.value, _CHEAP) for one in node.keywords):
        return node
    given = {one.arg: one.value for one in node.keywords if one.arg is not None}
    plain: ast.expr = _Arithmetic().visit(bound(body, given))
    return plain


@cache
def _bodies() -> Mapping[str, ast.expr]:
    """`module.function` to the expression it returns, for functions that do nothing else."""
    folder = template_folder() / "fabric/static/src/qpf_fabric/transforms"
    found: dict[str, ast.expr] = {}
    for path in sorted(Path(folder).glob("*.py")):
        tree = ast.parse(path.read_bytes())
        outside = {name for one in tree.body for name in _defined(one)}
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and len(function.body) == 2:
                last = function.body[1]
                value = last.value if isinstance(last, ast.Return) else None
                if value is not None and not outside & names_in(value):
                    found[f"{path.stem}.{function.name}"] = value
    return found


def _defined(statement: ast.stmt) -> list[str]:
    """The names that a statement of a module makes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(one.asname or one.name).partition(".")[0] for one in statement.names]
    if isinstance(statement, ast.Assign):
        return [one.id for one in ast.walk(statement) if isinstance(one, ast.Name)]
    return []


class _Arithmetic(ast.NodeTransformer):
    """Works out sums of whole numbers."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """The negative of a number is a number."""
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.USub) and _is_whole(operand):
            return ast.Constant(-operand.value)
        return ast.UnaryOp(node.op, operand)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """The sum or difference of two numbers is a number."""
        left, right = self.visit(node.left), self.visit(node.right)
        if _is_whole(left) and _is_whole(right) and isinstance(node.op, ast.Add | ast.Sub):
            sign = 1 if isinstance(node.op, ast.Add) else -1
            return ast.Constant(left.value + sign * right.value)
        return ast.BinOp(left, node.op, right)


def _is_whole(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int
