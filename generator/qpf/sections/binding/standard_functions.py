"""Functions of Python's own library, told from its sources: no module is run that could act."""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

__all__ = ["standard_fault"]


@cache
def standard_fault(module: str, name: str) -> tuple[str, tuple[str, ...]] | None:
    """Why `name` cannot be imported from a module of Python's library, and what can be instead."""
    spec = _spec_of(module)
    if spec is None:
        return f"there is no module `{module}`", tuple(sorted(sys.stdlib_module_names))
    known = _names_of(module, spec)
    if name in known or "*" in known:
        return None
    public = (one for one in known if not one.startswith("_"))
    return f"`{module}` offers no function `{name}`", tuple(sorted(public))


def _spec_of(module: str) -> ModuleSpec | None:
    if module in sys.modules:
        return sys.modules[module].__spec__
    name, *rest = module.split(".")
    spec = importlib.util.find_spec(name)
    for one in rest:
        name = f"{name}.{one}"
        if spec is None or spec.submodule_search_locations is None:
            return None
        spec = PathFinder.find_spec(name, spec.submodule_search_locations)
    return spec


def _names_of(module: str, spec: ModuleSpec) -> frozenset[str]:
    """Every name that a source may give something; for what has no source, what is there."""
    if spec.origin is not None and spec.origin.endswith(".py"):
        return frozenset(_bound(ast.parse(Path(spec.origin).read_bytes())))
    try:
        return frozenset(dir(importlib.import_module(module)))
    except ImportError:
        return frozenset()


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (one.asname or one.name for one in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
