"""Names, fields, items and slices."""

import ast

from qpf.diagnostics.catalogue.behaviour import (
    bad_operand,
    forbidden_syntax,
    maybe_null,
    type_mismatch,
    unknown_field,
    unknown_member,
    unknown_name,
)
from qpf.diagnostics.catalogue.behaviour_steps import used_before
from qpf.language.checker import Checker, Typed, is_plain
from qpf.language.checks.infinity import INFINITY, infinity
from qpf.language.facts import nonnull
from qpf.language.types import ANY, BOOL, INT, NONE, Kind, TypeRef

__all__ = ["check_attribute", "check_name", "check_subscript"]

_WORDS = {"true": (True, BOOL), "false": (False, BOOL), "null": (None, NONE)}


def check_name(node: ast.Name, checker: Checker, expected: TypeRef | None) -> Typed:
    """A declared name, one of YAML's words for truth values and null, or infinity."""
    del expected
    local = checker.names.known.get(node.id)
    if local is not None:
        checker.used.append(node.id)
        return _narrowed(Typed(ast.Name(local.identifier), local.type), checker)
    if node.id in _WORDS:
        value, kind = _WORDS[node.id]
        return Typed(ast.Constant(value), kind)
    if node.id == INFINITY:
        return infinity()
    place = checker.place(node)
    if node.id in checker.names.later:
        return checker.refuse(node, used_before(place, node.id, checker.names.later[node.id]))
    known = {*checker.names.known, *_enums(checker)}
    return checker.refuse(node, unknown_name(place, node.id, known))


def _enums(checker: Checker) -> list[str]:
    return [name for name in checker.types.visible if checker.types.enum(name) is not None]


def _narrowed(typed: Typed, checker: Checker) -> Typed:
    if typed.type.kind is Kind.OPTIONAL and nonnull(typed.node, checker.names.facts):
        return Typed(typed.node, typed.type.inner)
    return typed


def check_attribute(node: ast.Attribute, checker: Checker, expected: TypeRef | None) -> Typed:
    """A field of a record, or a member of an enumeration by its type's name."""
    del expected
    if isinstance(node.value, ast.Name) and node.value.id not in checker.names.known:
        enum = checker.types.enum(node.value.id)
        if enum is not None:
            member = enum.member(node.attr) or enum.member_read_as(node.attr)
            if member is None:
                known = [one.value for one in enum.members]
                place = checker.field_place(node)
                return checker.refuse(node, unknown_member(place, node.attr, node.value.id, known))
            owner = ast.Name(checker.types.python_name(enum.ref))
            return Typed(ast.Attribute(owner, member.identifier), enum.ref)
    owner_typed = checker.check(node.value)
    return _field(node, owner_typed, checker)


def _field(node: ast.Attribute, owner: Typed, checker: Checker) -> Typed:
    if owner.type.is_unknown:
        return Typed(owner.node, ANY)
    place = checker.place(node)
    if owner.type.is_optional:
        return checker.refuse(node, maybe_null(place, f"`{_shown(node.value)}`", str(owner.type)))
    declared = checker.types.of_ref(owner.type)
    field = declared.field_read_as(node.attr) if declared is not None else None
    if field is None:
        known = [one.name for one in declared.fields] if declared is not None else []
        place = checker.field_place(node)
        return checker.refuse(node, unknown_field(place, node.attr, str(owner.type), known))
    return _narrowed(Typed(ast.Attribute(owner.node, field.identifier), field.type), checker)


def _shown(node: ast.expr) -> str:
    return ast.unparse(node)


def check_subscript(node: ast.Subscript, checker: Checker, expected: TypeRef | None) -> Typed:
    """An item of a list by a whole-number literal, or a slice of a list or text."""
    del expected
    owner = checker.check(node.value)
    if owner.type.is_unknown:
        return Typed(owner.node, ANY)
    if owner.type.is_optional:
        place = checker.place(node)
        return checker.refuse(node, maybe_null(place, f"`{_shown(node.value)}`", str(owner.type)))
    if isinstance(node.slice, ast.Slice):
        return _slice(node, node.slice, owner, checker)
    if owner.type.is_dictlike:
        hint = "use `get(mapping, key, default)`"
        place = checker.place(node)
        return checker.refuse(node, bad_operand(place, "[]", [str(owner.type)], hint))
    if not owner.type.is_listlike:
        return checker.refuse(node, bad_operand(checker.place(node), "[]", [str(owner.type)]))
    return _item(node, owner, checker)


def _item(node: ast.Subscript, owner: Typed, checker: Checker) -> Typed:
    index = _whole_number(node.slice)
    if index is None:
        what = "an index that is not a whole-number literal"
        return checker.refuse(node, forbidden_syntax(checker.place(node.slice), what))
    if not is_plain(owner.node):
        what = "an item of a computed list (name the list with `let`)"
        return checker.refuse(node, forbidden_syntax(checker.place(node), what))
    checker.need(owner.node, index + 1 if index >= 0 else -index, node)
    position = ast.Constant(index) if index >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-index))
    return Typed(ast.Subscript(owner.node, position), owner.type.item)


def _whole_number(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _whole_number(node.operand)
        return -inner if inner is not None else None
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _slice(node: ast.Subscript, part: ast.Slice, owner: Typed, checker: Checker) -> Typed:
    if not owner.type.is_listlike and owner.type.kind is not Kind.STR:
        return checker.refuse(node, bad_operand(checker.place(node), "[:]", [str(owner.type)]))
    if part.step is not None:
        return checker.refuse(node, forbidden_syntax(checker.place(node), "a slice with a step"))
    bounds: list[ast.expr | None] = []
    for bound in (part.lower, part.upper):
        typed = checker.check(bound, INT) if bound is not None else None
        if bound is not None and typed is not None and typed.type not in (INT, ANY):
            place = checker.place(bound)
            checker.report(type_mismatch(place, "a slice bound", "int", str(typed.type)))
        bounds.append(typed.node if typed is not None else None)
    return Typed(ast.Subscript(owner.node, ast.Slice(bounds[0], bounds[1])), owner.type)
