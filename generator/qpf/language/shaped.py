"""A plain value as its type has it: whole numbers become floats, records get all their fields."""

from collections.abc import Mapping

from qpf.language.type_table import TypeTable
from qpf.language.types import Kind, TypeRef

__all__ = ["has_unknown", "shaped", "spread"]


def shaped(value: object, kind: TypeRef, table: TypeTable) -> object:
    """The value that code of this type works with, still plain; `...` stays unknown."""
    if value is None or value is ...:
        return value
    inner = kind.inner
    if inner.kind is Kind.FLOAT and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if inner.is_listlike and isinstance(value, list | tuple):
        return [shaped(one, inner.item, table) for one in value]
    if inner.is_dictlike and isinstance(value, Mapping):
        return {key: shaped(one, inner.item, table) for key, one in value.items()}
    declared = table.of_ref(inner)
    if declared is None or not declared.fields or not isinstance(value, Mapping):
        return value
    return {
        field.name: shaped(value.get(field.name, field.default), field.type, table)
        for field in declared.fields
    }


def spread(known: Mapping[str, object], kind: TypeRef, table: TypeTable) -> object:
    """A record of which some fields are known, the others `...`; unknown when it is no record."""
    declared = table.of_ref(kind.inner)
    if declared is None or not declared.fields:
        return ...
    return {
        field.name: shaped(known.get(field.name, ...), field.type, table)
        for field in declared.fields
    }


def has_unknown(value: object) -> bool:
    """Whether a plain value is unknown, or a part of it."""
    if isinstance(value, Mapping):
        return any(has_unknown(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(has_unknown(one) for one in value)
    return value is ...
