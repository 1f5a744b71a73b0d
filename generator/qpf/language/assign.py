"""Which types fit where: the rules of mypy for the emitted code, without silent conversions."""

from qpf.language.type_table import TypeTable
from qpf.language.types import ANY, FLOAT, INT, Kind, TypeRef

__all__ = ["Bindings", "accepts", "joined", "same", "substituted"]

Bindings = dict[str, TypeRef]
"""What type variables of a call stand for."""


def accepts(
    expected: TypeRef, actual: TypeRef, table: TypeTable, bindings: Bindings | None = None
) -> bool:
    """Whether a value of type `actual` may stand where `expected` is asked for."""
    if expected.is_unknown or actual.is_unknown:
        return True
    if expected.kind is Kind.VARIABLE:
        return _bind(expected, actual, table, bindings)
    if expected == actual or (expected, actual) == (FLOAT, INT):
        return True
    if expected.kind is Kind.OPTIONAL:
        return actual.kind is Kind.NONE or accepts(expected.inner, actual.inner, table, bindings)
    if expected.kind is Kind.JSON:
        return _is_json(actual)
    if expected.kind is Kind.PROTOCOL:
        return _satisfies(expected, actual, table, bindings)
    return _accepts_container(expected, actual, table, bindings)


def _accepts_container(
    expected: TypeRef, actual: TypeRef, table: TypeTable, bindings: Bindings | None
) -> bool:
    if expected.kind is Kind.SEQUENCE and actual.is_listlike:
        return accepts(expected.item, actual.item, table, bindings)
    if expected.kind is Kind.MAPPING and actual.is_dictlike:
        return accepts(expected.item, actual.item, table, bindings)
    if expected.kind is actual.kind and expected.kind in (Kind.LIST, Kind.DICT):
        return same(expected.item, actual.item, table, bindings)
    return False


def same(expected: TypeRef, actual: TypeRef, table: TypeTable, bindings: Bindings | None) -> bool:
    """Whether two element types of changeable containers are one type (lists are invariant)."""
    if expected.is_unknown or actual.is_unknown or expected == actual:
        return True
    if expected.kind is Kind.VARIABLE:
        return _bind(expected, actual, table, bindings)
    if expected.kind is not actual.kind or not expected.items or not actual.items:
        return False
    return same(expected.item, actual.item, table, bindings)


def _bind(expected: TypeRef, actual: TypeRef, table: TypeTable, bindings: Bindings | None) -> bool:
    if bindings is None:
        return False
    known = bindings.get(expected.name)
    if known is None:
        bindings[expected.name] = actual
        return not expected.items or accepts(expected.items[0], actual, table, bindings)
    return accepts(known, actual, table, bindings)


def _satisfies(
    expected: TypeRef, actual: TypeRef, table: TypeTable, bindings: Bindings | None
) -> bool:
    protocol, record = table.of_ref(expected), table.of_ref(actual)
    if protocol is None or record is None:
        return False
    for wanted in protocol.fields:
        field = record.field(wanted.name)
        if field is None or field.identifier != wanted.identifier:
            return False
        if not accepts(wanted.type, field.type, table, bindings):
            return False
    return True


def _is_json(kind: TypeRef) -> bool:
    """mypy takes only what is already JSON; other values pass through `to_plain` first."""
    return kind.kind in (Kind.NONE, Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR, Kind.JSON)


def joined(left: TypeRef, right: TypeRef, table: TypeTable) -> TypeRef | None:
    """The smallest type both fit into, or None."""
    if left.is_unknown or right.is_unknown:
        return right if left.is_unknown else left
    if accepts(left, right, table):
        return left
    if accepts(right, left, table):
        return right
    if left.kind is Kind.NONE or right.kind is Kind.NONE:
        inner = right if left.kind is Kind.NONE else left
        return TypeRef(Kind.OPTIONAL, (inner.inner,))
    if left.is_optional or right.is_optional:
        shared = joined(left.inner, right.inner, table)
        return TypeRef(Kind.OPTIONAL, (shared,)) if shared is not None else None
    return None


def substituted(kind: TypeRef, bindings: Bindings) -> TypeRef:
    """The type with its variables replaced by what a call bound them to."""
    if kind.kind is Kind.VARIABLE:
        return bindings.get(kind.name, ANY)
    items = tuple(substituted(item, bindings) for item in kind.items)
    return TypeRef(kind.kind, items, kind.name, kind.module)
