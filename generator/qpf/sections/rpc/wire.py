"""How values of operations travel in fields of messages."""

from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation
from qpf.language.type_table import TypeTable
from qpf.language.types import Kind, TypeRef
from qpf.sections.rpc.spec import ResponseField

__all__ = ["WireType", "constant_type", "result_type", "wire_type"]

_SCALARS = {
    Kind.BOOL: "bool",
    Kind.BYTES: "bytes",
    Kind.ENUM: "string",
    Kind.FLOAT: "double",
    Kind.INT: "int64",
    Kind.STR: "string",
}


@dataclass(frozen=True, slots=True)
class WireType:
    """A scalar of protobuf, alone, repeated, or with presence."""

    scalar: str
    repeated: bool = False
    optional: bool = False


def wire_type(kind: TypeRef) -> WireType | None:
    """The type that values of `kind` travel as; None for one that no field can carry."""
    if kind.is_unknown:
        return WireType("string")  # what it is was reported elsewhere
    if kind.kind is Kind.OPTIONAL and kind.inner.kind in _SCALARS:
        return WireType(_SCALARS[kind.inner.kind], optional=True)
    if kind.is_listlike and kind.item.kind in _SCALARS:
        return WireType(_SCALARS[kind.item.kind], repeated=True)
    scalar = _SCALARS.get(kind.kind)
    return WireType(scalar) if scalar is not None else None


def constant_type(value: str | bool | float) -> WireType:
    """The type of a value that is the same in every answer."""
    kinds = {bool: "bool", int: "int64", float: "double"}
    return WireType(kinds.get(type(value), "string"))


def result_type(
    operation: CompiledOperation, name: str, field: ResponseField, table: TypeTable
) -> tuple[str, TypeRef | None]:
    """What a field of an answer carries: the name inside the result and its type.

    The name is that of the result's JSON form, empty for the result as a whole; the type is None
    when the result has no such field.
    Whether a dictionary has it is known only when it answers.
    """
    declared = table.of_ref(operation.returns)
    if operation.returns.is_dictlike:
        return field.source or name, operation.returns.item
    if operation.returns.kind is not Kind.RECORD or declared is None:
        whole = operation.returns if field.source is None else None
        return field.source or "", whole
    wanted = field.source or name
    found = declared.field(wanted)
    return wanted, found.type if found is not None else None
