"""Functions on lists, dicts and text."""

import ast
from collections.abc import Callable

from qpf.diagnostics.catalogue.behaviour import bad_argument_count, forbidden_syntax, unknown_field
from qpf.language.assign import accepts, joined
from qpf.language.checker import Checker, Typed
from qpf.language.checks.numbers import call, refused
from qpf.language.types import BOOL, STR, Kind, list_of

__all__ = ["contains", "every", "joined_text", "looked_up", "ordered", "pluck", "split_text"]

Build = Callable[[ast.Call, list[Typed], Checker], Typed]


def every(name: str) -> Build:
    """`all` and `any` of a list of truth values."""

    def build(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
        kind = arguments[0].type
        if not kind.is_listlike or kind.item != BOOL:
            return refused(node, arguments, checker)
        return Typed(call(name, arguments[0].node), BOOL)

    return build


def contains(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`contains(text, part)`, `contains(list, item)`, `contains(dict, key)`."""
    owner, item = arguments
    fits = ((owner.type == STR or owner.type.is_dictlike) and item.type == STR) or (
        owner.type.is_listlike and joined(owner.type.item, item.type, checker.types) is not None
    )
    if not fits:
        return refused(node, arguments, checker)
    return Typed(ast.Compare(item.node, [ast.In()], [owner.node]), BOOL)


def looked_up(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`get(dict, key, default)`."""
    owner, key, default = arguments
    if not owner.type.is_dictlike or key.type != STR:
        return refused(node, arguments, checker)
    kind = joined(owner.type.item, default.type, checker.types)
    if kind is None or not accepts(kind, default.type, checker.types):
        return refused(node, arguments, checker, "the default has the type of the values")
    method = ast.Attribute(owner.node, "get")
    return Typed(ast.Call(method, [key.node, default.node], []), kind)


def ordered(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """A list of numbers or texts in rising order."""
    kind = arguments[0].type
    if not kind.is_listlike or not (kind.item.is_number or kind.item == STR):
        return refused(node, arguments, checker)
    return Typed(call("sorted", arguments[0].node), list_of(kind.item))


def joined_text(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`join(texts, separator)`."""
    items, separator = arguments
    if not items.type.is_listlike or items.type.item != STR or separator.type != STR:
        return refused(node, arguments, checker)
    return Typed(ast.Call(ast.Attribute(separator.node, "join"), [items.node], []), STR)


def split_text(node: ast.Call, arguments: list[Typed], checker: Checker) -> Typed:
    """`split(text)` at white space, `split(text, separator)` at a literal separator."""
    separators = [one.node for one in arguments[1:]]
    if any(not isinstance(one, ast.Constant) or one.value == "" for one in separators):
        what = "a separator that is not a literal text"
        return checker.refuse(node, forbidden_syntax(checker.place(node), what))
    method = ast.Attribute(arguments[0].node, "split")
    return Typed(ast.Call(method, separators, []), list_of(STR))


def pluck(node: ast.Call, checker: Checker) -> Typed:
    """`pluck(records, field)`: the field of each record."""
    if len(node.args) != 2 or node.keywords:
        place = checker.place(node.func)
        return checker.refuse(
            node, bad_argument_count(place, "pluck", "2 arguments", len(node.args))
        )
    owner, field = checker.check(node.args[0]), node.args[1]
    if not isinstance(field, ast.Name):
        what = "a field that is not a name"
        return checker.refuse(node, forbidden_syntax(checker.place(field), what))
    if owner.type.is_unknown:
        return owner
    declared = checker.types.of_ref(owner.type.item) if owner.type.is_listlike else None
    if declared is None or owner.type.item.kind is Kind.ENUM:
        return refused(node, [owner], checker)
    known = declared.field(field.id)
    if known is None:
        names = [one.name for one in declared.fields]
        place = checker.place(field)
        return checker.refuse(node, unknown_field(place, field.id, str(owner.type.item), names))
    element = ast.Attribute(ast.Name("element"), known.identifier)
    loop = ast.comprehension(ast.Name("element"), owner.node, [], 0)
    return Typed(ast.ListComp(element, [loop]), list_of(known.type))
