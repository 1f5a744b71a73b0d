"""JSON text for document columns, made where the value is handed in."""

import json
from collections.abc import Hashable
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

from qpf_core.plain import plain_names, to_plain


class Document(str):
    """JSON text that a document column takes as it is."""

    __slots__ = ()


def document(value: object) -> Document:
    """Return the JSON text of the plain form of `value`; raises InputError when it has none."""
    try:
        return Document(_ENCODER.encode(value))
    except (TypeError, ValueError):
        # Rare keys, numbers that are not finite: slower, but it knows the rules and the words.
        return Document(_ENCODER.encode(to_plain(value)))


def sorted_document(value: object) -> Document:
    """Return `document(value)` with the keys of every object in order."""
    try:
        return Document(_SORTING_ENCODER.encode(value))
    except (TypeError, ValueError):
        return Document(_SORTING_ENCODER.encode(to_plain(value)))


def encode_document(value: Any) -> str:
    """Return what the driver gets for a value of a document column."""
    return value if isinstance(value, Document) else json.dumps(value)


def _one_level(value: object) -> object:
    names = _names(cast(Hashable, type(value)))
    if names is None:
        return to_plain(value)
    return {known_as: getattr(value, name) for name, known_as in names}


@lru_cache(maxsize=1024)
def _names(kind: type) -> tuple[tuple[str, str], ...] | None:
    if is_dataclass(kind):
        return plain_names(kind)
    if issubclass(kind, BaseModel):
        return tuple((name, name) for name in kind.model_fields)
    return None


_ENCODER = json.JSONEncoder(default=_one_level, allow_nan=False, separators=(",", ":"))
_SORTING_ENCODER = json.JSONEncoder(
    default=_one_level, allow_nan=False, separators=(",", ":"), sort_keys=True
)
