"""Where an operation lives behind HTTP, and how its arguments are laid out there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from qpf_core.errors import InputError
from qpf_core.plain import JsonValue, canonical_json

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_IN_QUERY = frozenset({"GET", "DELETE", "HEAD"})
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Method and path of an operation; `{name}` in the path is filled from the arguments."""

    method: str
    path: str

    @property
    def is_idempotent(self) -> bool:
        """Whether sending the request twice does no harm."""
        return self.method.upper() in _IDEMPOTENT


@dataclass(frozen=True, slots=True)
class Layout:
    """A request without its headers."""

    path: str
    query: Query
    body: bytes | None


def lay_out(route: Route, arguments: Mapping[str, JsonValue]) -> Layout:
    """Return the request for `arguments`: path first, the rest in the query or the JSON body.

    Raises InputError for a missing path argument and for one that a path or query cannot carry.
    """
    names = _PLACEHOLDER.findall(route.path)
    path = _PLACEHOLDER.sub(lambda found: _segment(found[1], arguments), route.path)
    rest = {name: value for name, value in arguments.items() if name not in names}
    if route.method.upper() in _IN_QUERY:
        return Layout(path, tuple(_pairs(rest)), None)
    return Layout(path, (), canonical_json(rest))


def _segment(name: str, arguments: Mapping[str, JsonValue]) -> str:
    if name not in arguments:
        raise InputError(name, "is missing")
    text = _scalar(name, arguments[name])
    if text in ("", ".", ".."):
        raise InputError(name, "cannot be part of a path")
    return quote(text, safe="")


def _pairs(arguments: Mapping[str, JsonValue]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in arguments.items():
        items = value if isinstance(value, list) else [value]
        pairs.extend((name, _scalar(name, item)) for item in items if item is not None)
    return pairs


def _scalar(name: str, value: JsonValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise InputError(name, "must be a single value")
