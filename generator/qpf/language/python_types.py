"""From Python annotations and classes in source to types of the schema language."""

import ast
from collections.abc import Mapping
from typing import TypeAlias

from qpf.diagnostics.diagnostic import Place
from qpf.language.type_table import DeclaredType, FieldType, Member
from qpf.language.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    JSON,
    NONE,
    STR,
    Kind,
    TypeRef,
    optional,
)

__all__ = ["ModuleTypes", "Unreadable", "declared_class", "read_annotation"]

_PLAIN = {"bool": BOOL, "int": INT, "float": FLOAT, "str": STR, "bytes": BYTES, "None": NONE}
_KNOWN = {**_PLAIN, "JsonValue": JSON, "PlainBytes": BYTES}
_SEQUENCES = {"Sequence", "Iterable", "Collection"}
_CLASS_REFS: TypeAlias = Mapping[str, Mapping[str, TypeRef]]
_DEEPEST = 12


class Unreadable(Exception):
    """An annotation uses a type the schema language does not have; the text says which."""


class ModuleTypes:
    """Names that annotations of a module may use: classes, imports, aliases, variables."""

    def __init__(self, dotted: str, tree: ast.Module, classes: _CLASS_REFS) -> None:
        self.names: dict[str, TypeRef] = dict(classes.get(dotted, {}))
        self.aliases: dict[str, ast.expr] = {}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                self._take_imports(node, classes.get(node.module, {}))
            elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                self._take_alias(node.targets[0], node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self._take_alias(node.target, node.value)

    def _take_imports(self, node: ast.ImportFrom, classes: Mapping[str, TypeRef]) -> None:
        for alias in node.names:
            if alias.name in classes:
                self.names[alias.asname or alias.name] = classes[alias.name]

    def _take_alias(self, target: ast.expr, value: ast.expr) -> None:
        if not isinstance(target, ast.Name):
            return
        if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "TypeVar":
            self.names[target.id] = TypeRef(Kind.VARIABLE, self._bound(value), target.id)
        else:
            self.aliases[target.id] = value

    def _bound(self, call: ast.Call) -> tuple[TypeRef, ...]:
        bounds = [one.value for one in call.keywords if one.arg == "bound"]
        return (read_annotation(bounds[0], self),) if bounds else ()


def read_annotation(node: ast.expr | None, scope: ModuleTypes, depth: int = 0) -> TypeRef:
    """The type an annotation stands for; `Unreadable` when the language has none."""
    if node is None:
        raise Unreadable("an annotation is missing")
    if depth > _DEEPEST:
        raise Unreadable("an annotation refers to itself")
    if isinstance(node, ast.Constant) and node.value is None:
        return NONE
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return read_annotation(ast.parse(node.value, mode="eval").body, scope, depth + 1)
    if isinstance(node, ast.Name):
        return _named(node.id, scope, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union(node, scope, depth)
    if isinstance(node, ast.Subscript):
        return _generic(node, scope, depth)
    raise Unreadable(f"`{ast.unparse(node)}` is not a type of the schema language")


def _named(name: str, scope: ModuleTypes, depth: int) -> TypeRef:
    if name in scope.names:
        return scope.names[name]
    if name in _KNOWN:
        return _KNOWN[name]
    if name in scope.aliases:
        return read_annotation(scope.aliases[name], scope, depth + 1)
    raise Unreadable(f"`{name}` is not a type of the schema language")


def _union(node: ast.BinOp, scope: ModuleTypes, depth: int) -> TypeRef:
    left = read_annotation(node.left, scope, depth + 1)
    right = read_annotation(node.right, scope, depth + 1)
    if NONE in (left, right):
        return optional(right if left == NONE else left)
    if {left, right} == {INT, FLOAT}:
        return FLOAT
    raise Unreadable(f"`{ast.unparse(node)}` is a union")


def _generic(node: ast.Subscript, scope: ModuleTypes, depth: int) -> TypeRef:
    head = node.value.id if isinstance(node.value, ast.Name) else ""
    if head == "list":
        return TypeRef(Kind.LIST, (read_annotation(node.slice, scope, depth + 1),))
    if head in _SEQUENCES:
        return TypeRef(Kind.SEQUENCE, (read_annotation(node.slice, scope, depth + 1),))
    if head in ("dict", "Mapping") and isinstance(node.slice, ast.Tuple):
        key, value = (read_annotation(one, scope, depth + 1) for one in node.slice.elts)
        if key == STR:
            return TypeRef(Kind.DICT if head == "dict" else Kind.MAPPING, (value,))
    raise Unreadable(f"`{ast.unparse(node)}` is not a type of the schema language")


def declared_class(
    node: ast.ClassDef, ref: TypeRef, scope: ModuleTypes, shown: str
) -> DeclaredType:
    """The members of a class; fields with types the language lacks are left out."""
    members = _members(node) if ref.kind is Kind.ENUM else ()
    fields = _fields(node, scope) if ref.kind is not Kind.ENUM else ()
    summary = (ast.get_docstring(node) or "").partition("\n")[0]
    place = Place(shown, node.lineno, node.col_offset + 1)
    return DeclaredType(ref=ref, fields=fields, members=members, summary=summary, place=place)


def _members(node: ast.ClassDef) -> tuple[Member, ...]:
    return tuple(
        Member(one.value.value, target.id)
        for one in node.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name) and isinstance(one.value.value, str)
    )


def _fields(node: ast.ClassDef, scope: ModuleTypes) -> tuple[FieldType, ...]:
    fields = []
    for one in node.body:
        name, annotation, required = _field_parts(one)
        if name and annotation is not None:
            try:
                kind = read_annotation(annotation, scope)
            except Unreadable:
                continue
            fields.append(FieldType(name=name, identifier=name, type=kind, required=required))
    return tuple(fields)


def _field_parts(node: ast.stmt) -> tuple[str, ast.expr | None, bool]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.annotation, node.value is None
    if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
        is_property = any(getattr(one, "id", "") == "property" for one in node.decorator_list)
        return (node.name, node.returns, True) if is_property else ("", None, True)
    return "", None, True
