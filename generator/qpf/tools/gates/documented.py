"""Counts annotations and docstrings in a syntax tree, and names what lacks one."""

import ast
from collections.abc import Iterator

from qpf.tools.gates.evidence import Breach, Evidence, Tally
from qpf.tools.gates.names import Gate

__all__ = ["annotations", "docstrings"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def annotations(tree: ast.Module) -> Evidence:
    """Every parameter and every result of every function, `self` and `cls` excepted."""
    total = 0
    missing = []
    for function, owner in _functions(tree, None):
        wanted = [*_parameters(function, owner), (function, "its result", function.returns)]
        total += len(wanted)
        missing += [
            _breach(Gate.ANNOTATIONS, node, f"`{function.name}` does not annotate {what}")
            for node, what, annotation in wanted
            if annotation is None
        ]
    return _counted(Gate.ANNOTATIONS, total, missing)


def docstrings(tree: ast.Module, module: str) -> Evidence:
    """Every public module, class, function and method; nested functions and dunders are not."""
    if module.rsplit(".", 1)[-1].startswith("_"):
        return _counted(Gate.DOCSTRINGS, 0, [])
    public = [(tree, f"module `{module}`"), *_public(tree, "")]
    missing = [
        _breach(Gate.DOCSTRINGS, node, f"{what} has no docstring")
        for node, what in public
        if not (ast.get_docstring(node) or "").strip()
    ]
    return _counted(Gate.DOCSTRINGS, len(public), missing)


def _functions(
    node: ast.AST, owner: ast.ClassDef | None
) -> Iterator[tuple[Function, ast.ClassDef | None]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child, owner
            yield from _functions(child, None)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, child)
        else:
            yield from _functions(child, owner)


def _parameters(
    function: Function, owner: ast.ClassDef | None
) -> Iterator[tuple[ast.AST, str, ast.expr | None]]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    if owner is not None and "staticmethod" not in _decorators(function):
        positional = positional[1:]
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    for one in (*positional, *given.kwonlyargs, *rest):
        yield one, f"`{one.arg}`", one.annotation


def _public(
    node: ast.Module | ast.ClassDef, prefix: str
) -> Iterator[tuple[ast.ClassDef | Function, str]]:
    for child in _statements(node.body):
        if not isinstance(child, ast.ClassDef | Function) or child.name.startswith("_"):
            continue
        if isinstance(child, Function) and _decorators(child) & {"overload", "setter", "deleter"}:
            continue
        kind = "class" if isinstance(child, ast.ClassDef) else "function"
        yield child, f"{kind} `{prefix}{child.name}`"
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{prefix}{child.name}.")


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            yield from _statements(statement.body)
        if isinstance(statement, ast.If | ast.Try):
            yield from _statements(statement.orelse)


def _decorators(function: Function) -> frozenset[str]:
    return frozenset(
        node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        for node in function.decorator_list
    )


def _breach(gate: Gate, node: ast.AST, message: str) -> Breach:
    return Breach(gate, "", getattr(node, "lineno", 1), message)


def _counted(gate: Gate, total: int, missing: list[Breach]) -> Evidence:
    return Evidence(tuple(missing), (Tally(gate, "", total, len(missing)),))
