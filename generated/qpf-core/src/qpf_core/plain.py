"""Typed values to plain JSON values and back; canonical bytes for hashing."""

import base64
import binascii
import json
import math
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache, singledispatch
from typing import Annotated, Any, Literal, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, JsonValue, TypeAdapter, ValidationError
from typing_extensions import TypeForm

from qpf_core.errors import InputError

__all__ = [
    "Extra",
    "JsonObject",
    "JsonValue",
    "PlainBytes",
    "canonical_json",
    "from_plain",
    "plain_names",
    "to_plain",
    "to_plain_object",
]

T = TypeVar("T")
JsonObject = dict[str, JsonValue]
Extra = Literal["forbid", "ignore", "declared"]


def _bytes_from_plain(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64 text") from error


PlainBytes = Annotated[bytes, BeforeValidator(_bytes_from_plain)]
"""Bytes that travel as base64 text: use it as the type of a field that `from_plain` must read."""


def to_plain(value: object) -> JsonValue:
    """Return `value` as JSON types only.

    Times become ISO 8601 text, durations seconds, bytes base64 text, sets sorted lists,
    enumerations their value, numpy scalars and arrays Python numbers. Raises InputError for a
    number that is not finite and for a type without a plain form.
    """
    return _plain(value)


@lru_cache(maxsize=1024)
def plain_names(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the fields of a dataclass, each as Python calls it and as its plain form does.

    They differ where Python does not allow the name of the plain form: that one is the `alias` in
    the metadata of the field, where pydantic looks for it too.
    """
    return tuple((field.name, field.metadata.get("alias", field.name)) for field in fields(kind))


def to_plain_object(value: object) -> JsonObject:
    """Return `to_plain(value)` where a JSON object is needed; raises InputError otherwise."""
    plain = to_plain(value)
    if not isinstance(plain, dict):
        raise InputError("value", "is not an object with fields")
    return plain


def from_plain(kind: TypeForm[T], value: object, *, extra: Extra = "forbid") -> T:
    """Return the `kind` that the plain `value` stands for.

    Text is not taken for a number nor a number for text. A key that `kind` does not declare is
    refused, dropped with `extra="ignore"`, or treated as each model says with `extra="declared"`.
    Raises InputError with the dotted path of the first fault.
    """
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError("value", "is not made of JSON types") from error
    unknown = None if extra == "declared" else extra
    try:
        result: T = _adapter(cast(Hashable, kind)).validate_json(text, strict=True, extra=unknown)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        path = ".".join(str(part) for part in first["loc"]) or "value"
        raise InputError(path, first["msg"]) from error
    return result


def canonical_json(value: object) -> bytes:
    """Return the one UTF-8 JSON form of `value`: sorted keys, no spaces, finite numbers."""
    plain = to_plain(value)
    text = json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError("value", "holds text that UTF-8 cannot carry") from error


@lru_cache(maxsize=1024)
def _adapter(kind: TypeForm[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


@singledispatch
def _plain(value: object) -> JsonValue:
    """Plain form of what no type below claims: dataclasses, and numpy without importing it."""
    if value is None:
        return None
    if is_dataclass(value) and not isinstance(value, type):
        names = plain_names(type(value))
        return {known_as: _plain(getattr(value, name)) for name, known_as in names}
    to_list = getattr(value, "tolist", None)
    if callable(to_list):
        return _plain(to_list())
    raise InputError("value", f"type `{type(value).__name__}` has no plain form")


@_plain.register(bool)
def _(value: bool) -> JsonValue:
    return value


@_plain.register(int)
def _(value: int) -> JsonValue:
    return int(value)


@_plain.register(str)
def _(value: str) -> JsonValue:
    return str.__str__(value)  # an enumeration of texts overrides str()


@_plain.register(float)
def _(value: float) -> JsonValue:
    if not math.isfinite(value):
        raise InputError("value", "is not a finite number")
    return float(value)


@_plain.register(Mapping)
def _(value: Mapping[Any, Any]) -> JsonValue:
    return {_plain_key(key): _plain(item) for key, item in value.items()}


@_plain.register(Sequence)
def _(value: Sequence[Any]) -> JsonValue:
    return [_plain(item) for item in value]


@_plain.register(Set)
def _(value: Set[Any]) -> JsonValue:
    return sorted((_plain(item) for item in value), key=canonical_json)


@_plain.register(BaseModel)
def _(value: BaseModel) -> JsonValue:
    declared = {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    return declared | {name: _plain(item) for name, item in (value.model_extra or {}).items()}


@_plain.register(Enum)
def _(value: Enum) -> JsonValue:
    return _plain(value.value)


@_plain.register(date)
@_plain.register(time)
def _(value: date | time) -> JsonValue:
    return value.isoformat()


@_plain.register(timedelta)
def _(value: timedelta) -> JsonValue:
    return value.total_seconds()


@_plain.register(UUID)
@_plain.register(Decimal)
def _(value: UUID | Decimal) -> JsonValue:
    return str(value)


@_plain.register(bytes)
@_plain.register(bytearray)
@_plain.register(memoryview)
def _(value: bytes | bytearray | memoryview) -> JsonValue:
    return base64.b64encode(bytes(value)).decode("ascii")


def _plain_key(key: object) -> str:
    plain = _plain(key)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, int) and not isinstance(plain, bool):
        return str(plain)
    raise InputError("value", f"has a key of type `{type(key).__name__}`")
