"""Reads the signatures behind `use` from Python source, so that the source stays the only truth.

A root is a folder of modules and the package they are imported from. Every public function becomes
`module.function`, every public dataclass, enumeration and protocol a type, visible by its own name
and by `module.Name`.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from qpf.diagnostics.diagnostic import Place
from qpf.language.python_types import ModuleTypes, Unreadable, declared_class, read_annotation
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.type_table import DeclaredType, TypeTable
from qpf.language.types import NONE, Kind, TypeRef

__all__ = ["Catalogue", "CatalogueRoot", "read_catalogue"]


@dataclass(frozen=True, slots=True)
class CatalogueRoot:
    """A folder of modules, the package they belong to, and how places name the folder."""

    folder: Path
    package: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Functions by `module.function` and the types their signatures use."""

    functions: Mapping[str, Signature] = field(default_factory=dict)
    types: TypeTable = field(default_factory=TypeTable)


@dataclass(frozen=True, slots=True)
class _Source:
    stem: str
    dotted: str
    shown: str
    text: bytes


@dataclass(frozen=True, slots=True)
class _Module:
    stem: str
    dotted: str
    shown: str
    tree: ast.Module


def read_catalogue(roots: Iterable[CatalogueRoot]) -> Catalogue:
    """Read every module of every root; where two roots have one name, the later root wins.

    A module that does not parse has no functions: its own gates report the syntax error.
    """
    return _catalogue(tuple(source for root in roots for source in _sources(root)))


@lru_cache(maxsize=16)
def _catalogue(sources: tuple[_Source, ...]) -> Catalogue:
    # every collection reads the library's catalogue, most of them nothing else
    modules = [module for one in sources if (module := _parsed(one)) is not None]
    types = {module.dotted: _class_refs(module) for module in modules}
    declared = [one for module in modules for one in _declared(module, types)]
    visible: dict[str, DeclaredType] = {}
    for stem, one in declared:
        visible[one.ref.name] = one
        visible[f"{stem}.{one.ref.name}"] = one
    known = {(one.ref.module, one.ref.name): one for _, one in declared}
    functions = {
        signature.name: signature for module in modules for signature in _functions(module, types)
    }
    return Catalogue(functions=functions, types=TypeTable(visible, known))


def _sources(root: CatalogueRoot) -> Iterator[_Source]:
    for path in sorted(root.folder.glob("*.py")):
        if not path.stem.startswith("_"):
            dotted = f"{root.package}.{path.stem}"
            yield _Source(path.stem, dotted, f"{root.shown}/{path.name}", path.read_bytes())


def _parsed(source: _Source) -> _Module | None:
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError):
        return None
    return _Module(source.stem, source.dotted, source.shown, tree)


def _class_refs(module: _Module) -> dict[str, TypeRef]:
    """The named types a module defines."""
    found: dict[str, TypeRef] = {}
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            kind = _class_kind(node)
            if kind is not None:
                found[node.name] = TypeRef(kind, name=node.name, module=module.dotted)
    return found


def _class_kind(node: ast.ClassDef) -> Kind | None:
    bases = {_last_name(base) for base in node.bases}
    if "Protocol" in bases:
        return Kind.PROTOCOL
    if bases & {"StrEnum"}:
        return Kind.ENUM
    decorators = {_last_name(one) for one in node.decorator_list}
    return Kind.RECORD if "dataclass" in decorators else None


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _module_types(module: _Module, types: Mapping[str, dict[str, TypeRef]]) -> ModuleTypes:
    return ModuleTypes(module.dotted, module.tree, types)


def _declared(
    module: _Module, types: Mapping[str, dict[str, TypeRef]]
) -> list[tuple[str, DeclaredType]]:
    scope = _module_types(module, types)
    return [
        (module.stem, declared_class(node, types[module.dotted][node.name], scope, module.shown))
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name in types[module.dotted]
    ]


def _functions(module: _Module, types: Mapping[str, dict[str, TypeRef]]) -> list[Signature]:
    scope = _module_types(module, types)
    return [
        _signature(node, module, scope)
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_"
    ]


def _signature(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: _Module, scope: ModuleTypes
) -> Signature:
    unreadable = ""
    parameters: tuple[SignatureParameter, ...] = ()
    returns = NONE
    try:
        parameters = _parameters(node.args, scope)
        returns = read_annotation(node.returns, scope)
    except Unreadable as fault:
        unreadable = str(fault)
    return Signature(
        name=f"{module.stem}.{node.name}",
        function=node.name,
        module=module.dotted,
        parameters=parameters,
        returns=returns,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        summary=(ast.get_docstring(node) or "").partition("\n")[0],
        unreadable=unreadable,
        place=Place(module.shown, node.lineno, node.col_offset + 1),
    )


def _parameters(arguments: ast.arguments, scope: ModuleTypes) -> tuple[SignatureParameter, ...]:
    if arguments.posonlyargs or arguments.vararg or arguments.kwarg:
        raise Unreadable("it has parameters that cannot be given by name")
    optional = len(arguments.args) - len(arguments.defaults)
    plain = [(one, index < optional) for index, one in enumerate(arguments.args)]
    named = [
        (one, default is None)
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    return tuple(
        SignatureParameter(one.arg, one.arg, read_annotation(one.annotation, scope), required)
        for one, required in [*plain, *named]
    )
