"""The catalogue keeps to what the factory reads: simple annotations, literal defaults, records."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

from qpf_core import catalogue

FOLDER = Path(catalogue.__path__[0])
FAMILIES = sorted(
    module.name for module in pkgutil.iter_modules([str(FOLDER)]) if not module.name.startswith("_")
)
TREES = {name: ast.parse((FOLDER / f"{name}.py").read_text("utf-8")) for name in FAMILIES}
CLASSES = {
    node.name: (family, node)
    for family, tree in TREES.items()
    for node in tree.body
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
}
PROTOCOLS = {name for name, (family, _) in CLASSES.items() if family == "protocols"}
FUNCTIONS = [
    pytest.param(node, id=f"{family}.{node.name}")
    for family, tree in TREES.items()
    for node in tree.body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


def is_simple(node: ast.expr) -> bool:
    """Tell whether an annotation is within the language of the catalogue."""
    match node:
        case ast.Name(id=name):
            return name in {"bool", "int", "float", "str"} or name in CLASSES
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return is_simple(inner) and not (isinstance(inner, ast.Name) and inner.id in PROTOCOLS)
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, value])):
            return ast.unparse(key) == "str" and is_simple(value)
        # lists are invariant: a list of records of a schema fits only a sequence
        case ast.Subscript(value=ast.Name(id="Sequence"), slice=ast.Name(id=name)):
            return name in PROTOCOLS
        case ast.BinOp(op=ast.BitOr(), left=left, right=ast.Constant(value=None)):
            return is_simple(left)
    return False


def test_families_are_found() -> None:
    assert {"vectors", "anomaly", "training", "units"} <= set(FAMILIES)
    assert len(FUNCTIONS) > 100


@pytest.mark.parametrize("function", FUNCTIONS)
def test_signature_is_within_the_language(function: ast.FunctionDef) -> None:
    arguments = function.args
    assert not arguments.posonlyargs and not arguments.kwonlyargs
    assert arguments.vararg is None and arguments.kwarg is None
    assert not function.decorator_list
    for argument in arguments.args:
        assert argument.annotation is not None and is_simple(argument.annotation), argument.arg
    assert function.returns is not None and is_simple(function.returns)
    assert "Sequence" not in ast.unparse(function.returns)
    for default in arguments.defaults:
        ast.literal_eval(default)
    assert ast.get_docstring(function)


@pytest.mark.parametrize("name", sorted(set(CLASSES) - PROTOCOLS))
def test_records_are_frozen_and_plain(name: str) -> None:
    family, node = CLASSES[name]
    record = getattr(importlib.import_module(f"qpf_core.catalogue.{family}"), name)
    assert dataclasses.is_dataclass(record)
    assert vars(record)["__dataclass_params__"].frozen
    assert "__slots__" in vars(record)
    annotations = [item.annotation for item in node.body if isinstance(item, ast.AnnAssign)]
    assert annotations and all(is_simple(annotation) for annotation in annotations)


def test_record_names_are_unique() -> None:
    names = [
        node.name
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("family", FAMILIES)
def test_family_is_pure(family: str) -> None:
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(TREES[family])
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(TREES[family])
        if isinstance(node, ast.ImportFrom)
    }
    assert not imported & {
        "time",
        "datetime",
        "random",
        "os",
        "pathlib",
        "socket",
        "asyncio",
        "uuid",
    }


def test_importing_the_package_loads_no_family() -> None:
    assert not [name for name in dir(catalogue) if inspect.isfunction(getattr(catalogue, name))]
