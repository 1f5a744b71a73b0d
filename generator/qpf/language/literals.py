"""Plain values of a schema: does one fit a type, and how does Python write it."""

import ast
import base64
import binascii
import math
from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.catalogue.behaviour import bad_value
from qpf.diagnostics.diagnostic import Diagnostic
from qpf.language.type_table import DeclaredType, TypeTable
from qpf.language.types import Kind, TypeRef
from qpf.model.document import Origins, child

__all__ = ["Misfit", "described", "literal", "literal_fault", "misfits", "plain_tree"]

Misfit = tuple[str, str, str]
"""The pointer of a value, what was expected there, what was found."""


def described(value: object) -> str:
    """A value as a message shows it: scalars as written, others by kind."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return f"text {value[:40]!r}"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def literal_fault(
    value: object, kind: TypeRef, table: TypeTable, origins: Origins, pointer: str, what: str
) -> list[Diagnostic]:
    """Diagnostics for each part of a literal value that does not fit its type."""
    return [
        bad_value(origins.at(at), f"`{what}`", expected, seen)
        for at, expected, seen in misfits(value, kind, table, pointer)
    ]


def misfits(value: object, kind: TypeRef, table: TypeTable, pointer: str = "") -> Iterator[Misfit]:
    """Yield every part of `value` that does not fit `kind`."""
    if kind.kind in (Kind.UNKNOWN, Kind.JSON, Kind.VARIABLE):
        return
    if kind.kind is Kind.OPTIONAL:
        if value is not None:
            yield from misfits(value, kind.inner, table, pointer)
    elif kind.is_listlike:
        yield from _list_misfits(value, kind, table, pointer)
    elif kind.is_dictlike:
        yield from _dict_misfits(value, kind, table, pointer)
    elif kind.kind in (Kind.RECORD, Kind.PROTOCOL):
        yield from _record_misfits(value, kind, table, pointer)
    elif not _fits_scalar(value, kind, table):
        yield pointer, _expected(kind, table), described(value)


def _expected(kind: TypeRef, table: TypeTable) -> str:
    declared = table.of_ref(kind)
    if kind.kind is Kind.ENUM and declared is not None:
        return f"{kind}: {' | '.join(member.value for member in declared.members)}"
    return f"{kind} (base64 text)" if kind.kind is Kind.BYTES else str(kind)


def _fits_scalar(value: object, kind: TypeRef, table: TypeTable) -> bool:
    if kind.kind is Kind.BOOL:
        return isinstance(value, bool)
    if kind.kind is Kind.INT:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind.kind is Kind.FLOAT:
        return _is_finite(value)
    if kind.kind is Kind.STR:
        return isinstance(value, str)
    if kind.kind is Kind.BYTES:
        return _bytes(value) is not None
    if kind.kind is Kind.ENUM:
        declared = table.of_ref(kind)
        return (
            isinstance(value, str) and declared is not None and declared.member(value) is not None
        )
    return value is None


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False


def _bytes(value: object) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _list_misfits(value: object, kind: TypeRef, table: TypeTable, pointer: str) -> Iterator[Misfit]:
    if not isinstance(value, list | tuple):
        yield pointer, str(kind), described(value)
        return
    for index, item in enumerate(value):
        yield from misfits(item, kind.item, table, child(pointer, index))


def _dict_misfits(value: object, kind: TypeRef, table: TypeTable, pointer: str) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield pointer, str(kind), described(value)
        return
    for key, item in value.items():
        yield from misfits(item, kind.item, table, child(pointer, str(key)))


def _record_misfits(
    value: object, kind: TypeRef, table: TypeTable, pointer: str
) -> Iterator[Misfit]:
    declared = table.of_ref(kind)
    if declared is None or not isinstance(value, Mapping):
        yield pointer, str(kind), described(value)
        return
    for field in declared.fields:
        if field.name in value:
            yield from misfits(value[field.name], field.type, table, child(pointer, field.name))
        elif field.required:
            yield pointer, f"{kind} with `{field.name}`", "none"
    for key in value:
        if declared.field(str(key)) is None:
            yield child(pointer, str(key)), f"a field of {kind}", f"the key {key!r}"


def literal(value: object, kind: TypeRef, table: TypeTable) -> ast.expr:
    """The Python expression for a value that fits `kind`; records and members by their classes."""
    if kind.kind is Kind.OPTIONAL and value is not None:
        return literal(value, kind.inner, table)
    if kind.is_listlike and isinstance(value, Sequence):
        return ast.List([literal(item, kind.item, table) for item in value])
    if kind.is_dictlike and isinstance(value, Mapping):
        keys: list[ast.expr | None] = [ast.Constant(str(key)) for key in value]
        return ast.Dict(keys, [literal(item, kind.item, table) for item in value.values()])
    if kind.kind is Kind.FLOAT and isinstance(value, int) and not isinstance(value, bool):
        return _number(float(value))
    if kind.kind is Kind.BYTES:
        return ast.Constant(_bytes(value) or b"")
    declared = table.of_ref(kind)
    if declared is not None:
        return _named(value, declared, table)
    return plain_tree(value)


def _named(value: object, declared: DeclaredType, table: TypeTable) -> ast.expr:
    class_name = ast.Name(table.python_name(declared.ref))
    if isinstance(value, str):
        member = declared.member(value)
        return ast.Attribute(class_name, member.identifier if member else value)
    if not isinstance(value, Mapping):
        return plain_tree(value)
    return ast.Call(
        class_name,
        [],
        [
            ast.keyword(field.identifier, literal(value[field.name], field.type, table))
            for field in declared.fields
            if field.name in value
        ],
    )


def plain_tree(value: object) -> ast.expr:
    """A plain value as Python writes it."""
    if isinstance(value, Mapping):
        keys: list[ast.expr | None] = [ast.Constant(str(key)) for key in value]
        return ast.Dict(keys, [plain_tree(item) for item in value.values()])
    if isinstance(value, list | tuple):
        return ast.List([plain_tree(item) for item in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if value is None or isinstance(value, bool | str):
        return ast.Constant(value)
    raise TypeError(f"{type(value).__name__} is not a schema value")


def _number(value: int | float) -> ast.expr:
    """A number; a negative one as Python parses it, so that unparsing needs no parentheses."""
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)
