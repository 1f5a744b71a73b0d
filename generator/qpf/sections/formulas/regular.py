"""Whether kernels compute every point inside of the domain, or leave some to the scalar form."""

import ast
from collections.abc import Mapping

from qpf.sections.formulas.compiled import CompiledFormula
from qpf.sections.formulas.endless import endless

__all__ = ["is_regular"]

_PARTIAL = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_TOTAL = frozenset({"abs", "max", "min", "float", "len", "round", "int", "sum", "range"})


def is_regular(formula: CompiledFormula, known: Mapping[str, CompiledFormula]) -> bool:
    """Whether nothing may fail that the scalar form does not evaluate at the same point.

    It skips the rest of `and` and `or` and the other side of a choice; a kernel does not, and
    leaves some infinities.
    """
    functions = {one.function: one for one in known.values()}
    for tree in formula.trees():
        if endless(formula, tree):
            return False
        for node in ast.walk(tree):
            for part in _skipped(node):
                if _may_fail(part):
                    return False
            called = functions.get(_name(node)) if isinstance(node, ast.Call) else None
            if called is not None and called is not formula and not is_regular(called, known):
                return False
    return True


def _skipped(node: ast.AST) -> tuple[ast.expr, ...]:
    if isinstance(node, ast.BoolOp):
        return tuple(node.values[1:])
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else ()


def _may_fail(tree: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.BinOp) and isinstance(node.op, _PARTIAL))
        or (isinstance(node, ast.Call) and _name(node) not in _TOTAL)
        for node in ast.walk(tree)
    )


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""
