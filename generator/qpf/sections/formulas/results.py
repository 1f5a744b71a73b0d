"""What a formula may return, and what stands for it in arrays."""

from collections.abc import Mapping

from qpf.language.type_table import TypeTable
from qpf.language.types import STR, Kind, TypeRef, list_of

__all__ = ["KINDS", "attributes_of", "column_kind", "fields_of", "is_supported"]

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.FLOAT: ("float", "Floats"),
    Kind.INT: ("int", "Wholes"),
    Kind.BOOL: ("bool", "Flags"),
    Kind.STR: ("str", "Texts"),
    Kind.LIST: ("list", "Lists"),
}
"""The kind of a column, and the alias of its array type."""


def column_kind(kind: TypeRef) -> str:
    """The kind of the column that holds values of a type."""
    return KINDS[kind.kind][0]


def is_supported(kind: TypeRef, types: TypeTable) -> bool:
    """Whether a formula may return a type."""
    if kind.kind is Kind.RECORD:
        fields = fields_of(kind, types)
        return bool(fields) and all(_is_part(one) for one in fields.values())
    return _is_part(kind)


def _is_part(kind: TypeRef) -> bool:
    return kind.kind in (Kind.FLOAT, Kind.INT, Kind.BOOL, Kind.STR) or kind == list_of(STR)


def fields_of(kind: TypeRef, types: TypeTable) -> Mapping[str, TypeRef]:
    """The fields of a record with their types; a plain result is one field without a name."""
    declared = types.of_ref(kind) if kind.kind is Kind.RECORD else None
    if declared is None:
        return {"": kind}
    return {field.name: field.type for field in declared.fields}


def attributes_of(kind: TypeRef, types: TypeTable) -> Mapping[str, str]:
    """The Python name of each field of a record."""
    declared = types.of_ref(kind) if kind.kind is Kind.RECORD else None
    if declared is None:
        return {"": ""}
    return {field.name: field.identifier for field in declared.fields}
