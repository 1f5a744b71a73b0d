"""Types of the schema language: what a value may be, and how Python spells it.

A `TypeRef` is a plain value. Records, enumerations and protocols are named by module and name;
their members are found in a `TypeTable`, so that types may refer to each other.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from qpf.model.code import Import

__all__ = [
    "ANY",
    "BOOL",
    "BYTES",
    "FLOAT",
    "INT",
    "JSON",
    "NONE",
    "STR",
    "Kind",
    "Naming",
    "TypeRef",
    "dict_of",
    "list_of",
    "optional",
]


class Kind(StrEnum):
    """The shapes a type can have."""

    UNKNOWN = "unknown"
    NONE = "none"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"
    BYTES = "bytes"
    JSON = "json"
    LIST = "list"
    SEQUENCE = "sequence"
    DICT = "dict"
    MAPPING = "mapping"
    OPTIONAL = "optional"
    RECORD = "record"
    ENUM = "enum"
    PROTOCOL = "protocol"
    VARIABLE = "variable"


_PLAIN = {Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR, Kind.BYTES}
_GENERIC = {
    Kind.LIST: "list",
    Kind.SEQUENCE: "Sequence",
    Kind.DICT: "dict",
    Kind.MAPPING: "Mapping",
}
_NAMED = {Kind.RECORD, Kind.ENUM, Kind.PROTOCOL, Kind.VARIABLE}


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type: its kind, the types it is made of, and where a named one is imported from."""

    kind: Kind
    items: tuple["TypeRef", ...] = ()
    name: str = ""
    module: str = ""

    @property
    def item(self) -> "TypeRef":
        """The element of a list, the value of a dict, or what an optional holds."""
        return self.items[-1] if self.items else ANY

    @property
    def is_unknown(self) -> bool:
        """Whether an earlier error left this type open; such a type fits everywhere."""
        return self.kind is Kind.UNKNOWN

    @property
    def is_number(self) -> bool:
        """Whether arithmetic is defined: int or float, not bool."""
        return self.kind in (Kind.INT, Kind.FLOAT, Kind.UNKNOWN)

    @property
    def is_listlike(self) -> bool:
        """Whether it can be walked and indexed by position."""
        return self.kind in (Kind.LIST, Kind.SEQUENCE)

    @property
    def is_dictlike(self) -> bool:
        """Whether it is looked up by text keys."""
        return self.kind in (Kind.DICT, Kind.MAPPING)

    @property
    def is_optional(self) -> bool:
        """Whether null is among its values."""
        return self.kind in (Kind.OPTIONAL, Kind.NONE)

    @property
    def inner(self) -> "TypeRef":
        """The type without null."""
        return self.items[0] if self.kind is Kind.OPTIONAL else self

    def __str__(self) -> str:
        """The type as a schema writes it."""
        if self.kind is Kind.OPTIONAL:
            return f"{self.items[0]}?"
        if self.is_listlike:
            return f"list[{self.item}]"
        if self.is_dictlike:
            return f"dict[str, {self.item}]"
        return self.name or self.kind.value

    def annotation(self, names: "Naming | None" = None) -> ast.expr:
        """The Python annotation; `names` gives named types the name they have in the module."""
        if self.kind in _PLAIN:
            return ast.Name(self.kind.value)
        if self.kind in _NAMED:
            return ast.Name(names(self) if names else self.name)
        if self.kind is Kind.OPTIONAL:
            return ast.BinOp(self.items[0].annotation(names), ast.BitOr(), ast.Constant(None))
        if self.kind in _GENERIC:
            return ast.Subscript(ast.Name(_GENERIC[self.kind]), self._arguments(names))
        return ast.Constant(None) if self.kind is Kind.NONE else ast.Name("JsonValue")

    def _arguments(self, names: "Naming | None") -> ast.expr:
        inner = self.item.annotation(names)
        if self.is_listlike:
            return inner
        return ast.Tuple([ast.Name("str"), inner])

    def imports(self, names: "Naming | None" = None) -> frozenset[Import]:
        """The imports its annotation needs."""
        found = frozenset[Import]().union(*(item.imports(names) for item in self.items))
        if self.kind in (Kind.SEQUENCE, Kind.MAPPING):
            return found | {Import("collections.abc", _GENERIC[self.kind])}
        if self.kind in (Kind.JSON, Kind.UNKNOWN):
            return found | {Import("qpf_core.plain", "JsonValue")}
        if self.kind in _NAMED and self.module:
            bound = names(self) if names else self.name
            return found | {Import(self.module, self.name, bound if bound != self.name else None)}
        return found

    def named(self) -> tuple["TypeRef", ...]:
        """The named types inside, itself included, in reading order."""
        own = (self,) if self.kind in _NAMED else ()
        return own + tuple(found for item in self.items for found in item.named())


Naming = Callable[[TypeRef], str]
"""The name a named type has in the module that uses it."""

ANY = TypeRef(Kind.UNKNOWN)
NONE = TypeRef(Kind.NONE)
BOOL = TypeRef(Kind.BOOL)
INT = TypeRef(Kind.INT)
FLOAT = TypeRef(Kind.FLOAT)
STR = TypeRef(Kind.STR)
BYTES = TypeRef(Kind.BYTES)
JSON = TypeRef(Kind.JSON)


def list_of(item: TypeRef) -> TypeRef:
    """A list of `item`."""
    return TypeRef(Kind.LIST, (item,))


def dict_of(value: TypeRef) -> TypeRef:
    """A dict from text to `value`."""
    return TypeRef(Kind.DICT, (value,))


def optional(inner: TypeRef) -> TypeRef:
    """`inner` or null; optional of optional is the same."""
    return inner if inner.is_optional or inner.is_unknown else TypeRef(Kind.OPTIONAL, (inner,))
