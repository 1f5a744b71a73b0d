"""Values in steps: text is an expression, scalars are literals, collections hold values."""

import ast
from collections.abc import Mapping

from qpf.diagnostics.catalogue.behaviour import bad_value, type_mismatch, unknown_field
from qpf.diagnostics.catalogue.behaviour_steps import missing_argument
from qpf.language.assign import accepts, joined
from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.expressions import Expression, parse_condition, parse_expression
from qpf.language.frame import Frame
from qpf.language.literals import described, literal, misfits
from qpf.language.type_table import DeclaredType
from qpf.language.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    JSON,
    NONE,
    STR,
    Kind,
    TypeRef,
    dict_of,
    list_of,
)

__all__ = ["as_json", "condition", "plain_or_value", "text_value", "value"]

_SCALARS = (Kind.NONE, Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR, Kind.JSON)
Keys = tuple[str | int, ...]


def condition(frame: Frame, text: str | bool, *keys: str | int) -> Expression | None:
    """A `when` or `require` text as a condition."""
    pointer = frame.path(*keys)
    written = ("true" if text else "false") if isinstance(text, bool) else text
    expression = parse_condition(
        written,
        frame.names,
        lambda start, length: frame.scope.origins.within(pointer, start, length),
        frame.found,
        types=frame.scope.types,
    )
    if expression is not None:
        frame.used.update(expression.names)
        require_needs(frame, expression, frame.at(*keys))
    return expression


def require_needs(frame: Frame, expression: Expression, place: object) -> None:
    """Write the guards without which an expression could not be evaluated."""
    del place
    for need in expression.needs:
        shown = ast.Constant(need.key)
        size = ast.Constant(need.size)
        frame.body.evaluate(call("require_items", shown, need.node, minimum=size), need.place)
        frame.learn(need.facts)
        frame.may_refuse = True


def text_value(
    frame: Frame, text: str, expected: TypeRef | None, what: str, *keys: str | int
) -> Typed | None:
    """An expression."""
    pointer = frame.path(*keys)
    expression = parse_expression(
        text,
        frame.names,
        lambda start, length: frame.scope.origins.within(pointer, start, length),
        frame.found,
        types=frame.scope.types,
        expected=expected,
        what=what,
    )
    if expression is None:
        return None
    frame.used.update(expression.names)
    require_needs(frame, expression, frame.at(*keys))
    return Typed(expression.node, expression.type)


def value(
    frame: Frame, written: object, expected: TypeRef | None, what: str, *keys: str | int
) -> Typed | None:
    """A value of a step, checked against the type its place takes; None when reported."""
    if isinstance(written, str):
        return text_value(frame, written, _unbound(expected), what, *keys)
    if isinstance(written, Mapping):
        return _mapping(frame, written, expected, what, keys)
    if isinstance(written, list | tuple):
        return _list(frame, written, expected, what, keys)
    return _scalar(frame, written, expected, what, keys)


def _unbound(expected: TypeRef | None) -> TypeRef | None:
    """Types with variables are checked by the call, JSON by `as_json`."""
    if expected is None or any(one.kind is Kind.VARIABLE for one in expected.named()):
        return None
    return None if expected.inner == JSON else expected


def _scalar(
    frame: Frame, written: object, expected: TypeRef | None, what: str, keys: Keys
) -> Typed | None:
    kind = _scalar_type(written)
    wanted = _unbound(expected)
    if wanted is not None and not accepts(wanted, kind, frame.scope.types):
        place = frame.at(*keys)
        frame.found.add(type_mismatch(place, what, str(wanted), str(kind)))
        return None
    if kind == INT and wanted is not None and wanted.inner == FLOAT:
        kind = FLOAT
    return Typed(literal(written, kind, frame.scope.types), kind)


def _scalar_type(written: object) -> TypeRef:
    if written is None:
        return NONE
    if isinstance(written, bool):
        return BOOL
    return INT if isinstance(written, int) else FLOAT


def _mapping(
    frame: Frame,
    written: Mapping[str, object],
    expected: TypeRef | None,
    what: str,
    keys: Keys,
) -> Typed | None:
    kind = expected.inner if expected is not None else None
    declared = frame.scope.types.of_ref(kind) if kind is not None else None
    if kind is not None and declared is not None and kind.kind is Kind.RECORD:
        return record(frame, written, declared, keys)
    if kind is not None and not (kind.is_dictlike or kind.kind in (Kind.JSON, Kind.UNKNOWN)):
        frame.found.add(bad_value(frame.at(*keys), what, str(kind), described(written)))
        return None
    wanted = kind.item if kind is not None and kind.is_dictlike else None
    names: list[ast.expr | None] = []
    items = []
    for name, item in written.items():
        typed = value(frame, item, wanted, what, *keys, name)
        if typed is None:
            return None
        names.append(ast.Constant(name))
        items.append(typed)
    shared = _shared(frame, items, wanted)
    if shared is None:
        nodes = [as_json(item) for item in items]
        return Typed(ast.Dict(names, nodes), JSON)
    return Typed(ast.Dict(names, [item.node for item in items]), dict_of(shared))


def _shared(frame: Frame, items: list[Typed], wanted: TypeRef | None) -> TypeRef | None:
    if wanted is not None:
        return wanted
    kind: TypeRef | None = ANY
    for item in items:
        kind = joined(kind, item.type, frame.scope.types) if kind is not None else None
    return kind


def record(
    frame: Frame,
    written: Mapping[str, object],
    declared: DeclaredType,
    keys: Keys,
    partial: bool = False,
) -> Typed | None:
    """A record built field by field; a `partial` one may lack fields."""
    owner = str(declared.ref)
    arguments: list[ast.keyword] = []
    complete = True
    for name in written:
        if declared.field(name) is None:
            known = [one.name for one in declared.fields]
            frame.found.add(unknown_field(frame.key(*keys, name), name, owner, known))
            complete = False
    for field in declared.fields:
        if field.name not in written:
            if field.required and not partial:
                place = frame.at(*keys)
                diagnostic = missing_argument(place, owner, field.name, str(field.type))
                frame.found.add(diagnostic)
                complete = False
            continue
        what = f"`{owner}.{field.name}`"
        typed = value(frame, written[field.name], field.type, what, *keys, field.name)
        if typed is None:
            complete = False
        else:
            node = as_json(typed) if field.type.inner == JSON else typed.node
            arguments.append(ast.keyword(field.identifier, node))
    if not complete:
        return None
    name = frame.scope.types.python_name(declared.ref)
    return Typed(ast.Call(ast.Name(name), [], arguments), declared.ref)


def _list(
    frame: Frame,
    written: list[object] | tuple[object, ...],
    expected: TypeRef | None,
    what: str,
    keys: Keys,
) -> Typed | None:
    kind = expected.inner if expected is not None else None
    if kind is not None and not (kind.is_listlike or kind.kind in (Kind.JSON, Kind.UNKNOWN)):
        frame.found.add(bad_value(frame.at(*keys), what, str(kind), described(written)))
        return None
    wanted = kind.item if kind is not None and kind.is_listlike else None
    items = []
    for index, item in enumerate(written):
        typed = value(frame, item, wanted, what, *keys, index)
        if typed is None:
            return None
        items.append(typed)
    shared = _shared(frame, items, wanted)
    if shared is None:
        return Typed(ast.List([as_json(item) for item in items]), JSON)
    return Typed(ast.List([item.node for item in items]), list_of(shared))


def plain_or_value(
    frame: Frame, written: object, expected: TypeRef | None, what: str, *keys: str | int
) -> Typed | None:
    """A value where text stands for itself when text or a member is expected, or nothing is."""
    if isinstance(written, str) and (
        expected is None or expected.inner.kind in (Kind.STR, Kind.ENUM)
    ):
        kind = expected.inner if expected is not None else STR
        for _, wanted, seen in misfits(written, kind, frame.scope.types):
            frame.found.add(bad_value(frame.at(*keys), what, wanted, seen))
            return None
        return Typed(literal(written, kind, frame.scope.types), kind)
    return value(frame, written, expected, what, *keys)


def as_json(typed: Typed) -> ast.expr:
    """The tree as a JSON value: what is not plain already goes through `to_plain`."""
    node = typed.node
    if typed.type.inner.kind in _SCALARS:
        return node
    if isinstance(node, ast.Dict) and typed.type.is_dictlike:
        return ast.Dict(node.keys, [as_json(Typed(one, typed.type.item)) for one in node.values])
    if isinstance(node, ast.List) and typed.type.is_listlike:
        return ast.List([as_json(Typed(one, typed.type.item)) for one in node.elts])
    return call("to_plain", node)
