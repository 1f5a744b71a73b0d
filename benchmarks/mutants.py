"""Small faults of emitted operations: one changed place each, none in texts for readers.

A fault is made only inside the body of a function. Docstrings, messages of errors and reasons of
approvals are left alone, because no behaviour hangs on their wording.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Mutant", "is_operation_module", "mutants"]

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
_WORDED = ("RequirementFailed", "approve")
"""Calls whose texts are for readers; the first argument of the former is a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: what was changed, in which line of the module, and the module with it."""

    operator: str
    line: int
    was: str
    now: str
    source: str


def is_operation_module(source: str) -> bool:
    """Whether a module declares operations."""
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "OperationDeclaration"
        for node in ast.parse(source).body
    )


def mutants(source: str) -> tuple[Mutant, ...]:
    """Every fault of a module, in the order of its text."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            worded = _for_readers(function)
            for node in [one for inner in function.body for one in ast.walk(inner)]:
                if id(node) not in worded:
                    found.extend(_faults(tree, node))
    return tuple(sorted(found, key=lambda one: (one.line, one.operator, one.now)))


def _for_readers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[int]:
    """Identities of the nodes that hold texts without behaviour."""
    skipped = {id(node) for node in ast.walk(function.body[0])} if _documented(function) else set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _WORDED:
                texts = node.args[1:] if name == "RequirementFailed" else node.args
                skipped |= {id(inner) for text in texts for inner in ast.walk(text)}
        elif isinstance(node, ast.AnnAssign):
            skipped |= {id(inner) for inner in ast.walk(node.annotation)}
    return skipped


def _documented(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return ast.get_docstring(function) is not None


def _faults(tree: ast.Module, node: ast.AST) -> Iterator[Mutant]:
    for kind, operator in _OPERATORS:
        if isinstance(node, kind):
            for changed in operator(node):
                yield _made(tree, node, changed, operator.__name__.strip("_"))


def _made(tree: ast.Module, node: ast.AST, changed: ast.AST, operator: str) -> Mutant:
    ast.fix_missing_locations(ast.copy_location(changed, node))
    swapped = _Swap(node, changed).visit(copy.deepcopy(tree, {id(node): node}))
    return Mutant(
        operator=operator,
        line=getattr(node, "lineno", 0),
        was=_short(node),
        now=_short(changed),
        source=ast.unparse(swapped),
    )


def _short(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:100]


class _Swap(ast.NodeTransformer):
    def __init__(self, node: ast.AST, changed: ast.AST) -> None:
        self._node, self._changed = node, changed

    def visit(self, node: ast.AST) -> ast.AST:
        """Put the changed node in the place of the one."""
        return self._changed if node is self._node else super().generic_visit(node)


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for index, one in enumerate(node.ops):
        for other in _COMPARED[type(one)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _arithmetic(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _COMPUTED:
        yield ast.BinOp(node.left, _COMPUTED[type(node.op)](), node.right)


def _boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield ast.BoolOp(other, node.values)


def _negation(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(value + "?")


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _argument(node: ast.Call) -> Iterator[ast.AST]:
    """Neighbouring keywords exchange their values."""
    for index, (one, two) in enumerate(zip(node.keywords, node.keywords[1:], strict=False)):
        if ast.dump(one.value) != ast.dump(two.value):
            keywords = list(node.keywords)
            keywords[index] = ast.keyword(one.arg, two.value)
            keywords[index + 1] = ast.keyword(two.arg, one.value)
            yield ast.Call(node.func, node.args, keywords)


def _effect(node: ast.Expr) -> Iterator[ast.AST]:
    """A call for its effect alone is left out."""
    if isinstance(node.value, ast.Await | ast.Call):
        yield ast.Pass()


def _loop(node: ast.For) -> Iterator[ast.AST]:
    """A loop is not entered."""
    yield ast.For(node.target, ast.Tuple([], ast.Load()), node.body, node.orelse)


_OPERATORS: tuple[tuple[type[ast.AST], Callable[..., Iterator[ast.AST]]], ...] = (
    (ast.Compare, _comparison),
    (ast.BinOp, _arithmetic),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _negation),
    (ast.Constant, _constant),
    (ast.Return, _returned),
    (ast.Call, _argument),
    (ast.Expr, _effect),
    (ast.For, _loop),
)
