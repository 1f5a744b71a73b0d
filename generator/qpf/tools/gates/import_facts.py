"""Reads the imports of a file, and the names it binds, from its syntax tree."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qpf.tools.gates.facts import Import

__all__ = ["bound_names", "imports"]

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError"})


@dataclass(frozen=True, slots=True)
class _Where:
    """What surrounds a statement."""

    is_eager: bool = True
    is_optional: bool = False
    is_typing: bool = False


def imports(tree: ast.Module) -> tuple[Import, ...]:
    """Every import of the file, wherever it stands."""
    return tuple(_imports(tree.body, _Where()))


def bound_names(tree: ast.Module) -> frozenset[str]:
    """Names that a module has after its import; `*` when some cannot be told."""
    names: set[str] = set()
    for statement in _module_level(tree.body):
        names.update(_bound(statement))
    return frozenset(names | ({"*"} if "__getattr__" in names else set()))


def _imports(body: Sequence[ast.AST], where: _Where) -> Iterator[Import]:
    for node in body:
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    yield _import(alias.name, "", 0, node.lineno, where)
            case ast.ImportFrom(module=module, names=aliases, level=level):
                for alias in aliases:
                    yield _import(module or "", alias.name, level, node.lineno, where)
            case ast.If(test=test, body=inner, orelse=rest):
                is_typing = ast.unparse(test).endswith("TYPE_CHECKING")
                yield from _imports(inner, replace(where, is_typing=where.is_typing or is_typing))
                yield from _imports(rest, where)
            case ast.Try(body=inner, handlers=handlers, orelse=rest, finalbody=last):
                caught = any(_catches(handler) for handler in handlers)
                optional = replace(where, is_optional=where.is_optional or caught)
                yield from _imports(inner, optional)
                yield from _imports([*handlers, *rest, *last], where)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                lazy = replace(where, is_eager=False)
                yield from _imports(list(ast.iter_child_nodes(node)), lazy)
            case _:
                yield from _imports(list(ast.iter_child_nodes(node)), where)


def _import(module: str, name: str, level: int, line: int, where: _Where) -> Import:
    return Import(
        module=module,
        name=name,
        level=level,
        line=line,
        is_eager=where.is_eager and not where.is_typing,
        is_optional=where.is_optional,
        is_typing=where.is_typing,
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in _CAUGHT for n in ast.walk(handler.type))


def _module_level(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield from _module_level(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from _module_level(handler.body)


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Import(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)
        case _:
            for node in _expressions(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id
            if isinstance(name := getattr(statement, "name", None), ast.Name):
                yield name.id  # a `type` statement


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield from ast.walk(child)
