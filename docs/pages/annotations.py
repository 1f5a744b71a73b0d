"""Field types in the words of a schema's author."""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = ["models_in", "type_text"]

_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    object: "any value",
    Any: "any value",
    NoneType: "nothing",
}
_WORD = "^[A-Za-z][A-Za-z0-9_]*$"
"""The pattern of names that become names in code."""

_SIGNS = {Gt: ">", Ge: ">=", Lt: "<", Le: "<="}


def type_text(field: FieldInfo) -> str:
    """What a value of the field may be, with its limits."""
    return _with_limits(_text(field.annotation), field.metadata)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models a field may hold, in the order they are named."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from models_in(part)


def _text(annotation: object) -> str:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"*{annotation.__name__.removesuffix('Spec')}*"
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if hasattr(annotation, "__metadata__"):
        return _with_limits(_text(parts[0]), annotation.__metadata__)
    if origin in (tuple, list):
        is_any_length = origin is list or (len(parts) == 2 and parts[1] is Ellipsis)
        inner = _text(parts[0]) if is_any_length else " and ".join(_text(part) for part in parts)
        return f"list of {inner}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping of {_text(parts[0])} to {_text(parts[1])}"
    if parts:
        return " or ".join(_text(part) for part in parts if part is not NoneType)
    return _PLAIN.get(annotation, getattr(annotation, "__name__", "any value"))  # type: ignore[call-overload]


def _with_limits(text: str, metadata: object) -> str:
    if any(getattr(item, "pattern", None) == _WORD for item in _flat(metadata)):
        return "word"
    limits = [limit for item in _flat(metadata) if (limit := _limit(item))]
    return f"{text} ({', '.join(limits)})" if limits else text


def _flat(metadata: object) -> Iterator[object]:
    for item in metadata if isinstance(metadata, tuple | list) else ():
        yield from item.metadata if isinstance(item, FieldInfo) else (item,)


def _limit(item: object) -> str:
    sign = _SIGNS.get(type(item))
    if sign is not None:
        bound = next(iter(vars(item).values())) if hasattr(item, "__dict__") else _bound(item)
        return f"{sign} {bound}"
    if isinstance(item, MinLen):
        return "not empty" if item.min_length == 1 else f"at least {item.min_length}"
    if isinstance(item, MaxLen):
        return f"at most {item.max_length}"
    pattern = getattr(item, "pattern", None)
    return f"like `{pattern}`" if pattern else ""


def _bound(item: object) -> object:
    return next(getattr(item, name) for name in ("gt", "ge", "lt", "le") if hasattr(item, name))
