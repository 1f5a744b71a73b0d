"""Literals: numbers, text, truth values, null, lists and dicts of expressions."""

import ast
import math

from qpf.diagnostics.catalogue.behaviour import (
    expression_too_large,
    forbidden_syntax,
    type_mismatch,
    unknown_member,
)
from qpf.language.assign import joined
from qpf.language.checker import Checker, Typed
from qpf.language.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    Kind,
    TypeRef,
    dict_of,
    list_of,
)

__all__ = ["check_constant", "check_dict", "check_list"]

_LARGEST = 2**63


def check_constant(node: ast.Constant, checker: Checker, expected: TypeRef | None) -> Typed:
    """A scalar literal; text where an enumeration is expected is one of its members."""
    value = node.value
    if value is None:
        return Typed(ast.Constant(None), NONE)
    if isinstance(value, bool):
        return Typed(ast.Constant(value), BOOL)
    if isinstance(value, int | float):
        return _number(node, value, checker, expected)
    if isinstance(value, str):
        return _text(node, value, checker, expected)
    return checker.refuse(
        node, forbidden_syntax(checker.place(node), f"a {type(value).__name__} literal")
    )


def _number(
    node: ast.Constant, value: int | float, checker: Checker, expected: TypeRef | None
) -> Typed:
    if abs(value) >= _LARGEST if isinstance(value, int) else not math.isfinite(value):
        return checker.refuse(node, expression_too_large(checker.place(node), "64 bits"))
    if isinstance(value, int) and expected is not None and expected.inner == FLOAT:
        return Typed(ast.Constant(float(value)), FLOAT)
    return Typed(ast.Constant(value), INT if isinstance(value, int) else FLOAT)


def _text(node: ast.Constant, value: str, checker: Checker, expected: TypeRef | None) -> Typed:
    kind = expected.inner if expected is not None else STR
    if kind.kind is not Kind.ENUM:
        return Typed(ast.Constant(value), STR)
    declared = checker.types.of_ref(kind)
    member = declared.member(value) if declared is not None else None
    if declared is None or member is None:
        known = [one.value for one in declared.members] if declared is not None else []
        return checker.refuse(node, unknown_member(checker.place(node), value, str(kind), known))
    owner = ast.Name(checker.types.python_name(kind))
    return Typed(ast.Attribute(owner, member.identifier), kind)


def check_list(node: ast.List, checker: Checker, expected: TypeRef | None) -> Typed:
    """A list literal; all items share one type."""
    wanted = expected.inner.item if expected is not None and expected.inner.is_listlike else None
    items = [checker.check(item, wanted) for item in node.elts]
    kind = _shared(node.elts, items, checker, wanted)
    return Typed(ast.List([item.node for item in items]), list_of(kind))


def check_dict(node: ast.Dict, checker: Checker, expected: TypeRef | None) -> Typed:
    """A dict literal; keys are text, all values share one type."""
    wanted = expected.inner.item if expected is not None and expected.inner.is_dictlike else None
    keys: list[ast.expr | None] = []
    for key in node.keys:
        if key is None:
            return checker.refuse(node, forbidden_syntax(checker.place(node), "`**`"))
        typed = checker.check(key, STR)
        if typed.type not in (STR, ANY):
            place = checker.place(key)
            checker.report(type_mismatch(place, "a key", "str", str(typed.type)))
        keys.append(typed.node)
    values = [checker.check(value, wanted) for value in node.values]
    kind = _shared(node.values, values, checker, wanted)
    return Typed(ast.Dict(keys, [value.node for value in values]), dict_of(kind))


def _shared(
    nodes: list[ast.expr], items: list[Typed], checker: Checker, wanted: TypeRef | None
) -> TypeRef:
    """The one type of all items; `wanted` when it takes them all."""
    kind: TypeRef | None = wanted
    for node, item in zip(nodes, items, strict=True):
        common = item.type if kind is None else joined(kind, item.type, checker.types)
        if common is None or (wanted is not None and common != wanted):
            place = checker.place(node)
            checker.report(type_mismatch(place, "the item", str(kind), str(item.type)))
            return ANY
        kind = common
    return kind if kind is not None else ANY
