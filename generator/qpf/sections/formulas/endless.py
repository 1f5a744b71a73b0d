"""Where a number that may be infinite meets what both forms of a formula do not do alike.

The scalar form fails where a whole number is made of an infinity, or an infinity is divided by 0;
numpy raises no flag there. Infinities that cancel are flagged, and so leave the kernel.
"""

import ast
from collections.abc import Iterable, Iterator

from qpf.sections.formulas.compiled import CompiledFormula, CompiledInput

__all__ = ["endless"]

_REFUSED = frozenset({"int", "math.ceil", "math.floor", "math.pow", "round"})
_KEPT = frozenset({"abs", "float", "math.exp", "math.log", "math.sqrt", "max", "min", "sum"})
"""Functions that give an infinity for one."""


def endless(formula: CompiledFormula, tree: ast.expr) -> tuple[CompiledInput, ...]:
    """The inputs whose infinities only the scalar form can judge in a tree."""
    inputs = {one.identifier: one for one in formula.inputs if one.spec.infinities}
    met = {
        name
        for node in ast.walk(tree)
        for part in _hazards(node, inputs)
        for name in _infinite(part, inputs)
    }
    return tuple(one for name, one in inputs.items() if name in met)


def _hazards(node: ast.AST, inputs: Iterable[str]) -> Iterator[ast.expr]:
    """The parts of a node whose infinities matter."""
    if isinstance(node, ast.BinOp):
        sides = [one for one in (node.left, node.right) if any(_infinite(one, inputs))]
        if sides and not _is_sound(node, sides):
            yield from sides
    elif isinstance(node, ast.Call) and _name(node) in _REFUSED:
        yield from node.args
    elif isinstance(node, ast.GeneratorExp):
        yield node.elt


def _is_sound(node: ast.BinOp, sides: list[ast.expr]) -> bool:
    """Whether an operator does with the infinities of some sides what numpy does."""
    if isinstance(node.op, ast.Add | ast.Sub):
        return len(sides) == 1
    if isinstance(node.op, ast.Mult):
        return len(sides) == 1 and (_is_number(node.left) or _is_number(node.right))
    if isinstance(node.op, ast.Div):
        return node.left not in sides or _is_number(node.right)
    return False


def _infinite(tree: ast.expr, inputs: Iterable[str]) -> Iterator[str]:
    """The inputs whose infinity makes a number infinite, or none at all."""
    match tree:
        case ast.Name(id=name):
            yield from [name] if name in inputs else []
        case ast.BinOp(left=left, op=ast.Div()):
            yield from _infinite(left, inputs)
        case ast.BinOp(left=left, right=right):
            yield from (*_infinite(left, inputs), *_infinite(right, inputs))
        case ast.UnaryOp(operand=operand):
            yield from _infinite(operand, inputs)
        case ast.IfExp(body=body, orelse=other):
            yield from (*_infinite(body, inputs), *_infinite(other, inputs))
        case ast.GeneratorExp(elt=term):
            yield from _infinite(term, inputs)
        case ast.Call() if _name(tree) in _KEPT | _REFUSED:
            for one in tree.args:
                yield from _infinite(one, inputs)


def _is_number(tree: ast.expr) -> bool:
    """Whether it is a number that is written out, and not 0."""
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return _is_number(tree.operand)
    return isinstance(tree, ast.Constant) and bool(tree.value)


def _name(node: ast.Call) -> str:
    return ast.unparse(node.func)
