"""What others see of an agent, as lines of text that can be compared from run to run."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from qpf.model.document import Plain

if TYPE_CHECKING:
    from qpf.model.spec import AgentSpec

__all__ = ["KINDS", "Surface", "surface_of"]

Surface: TypeAlias = Mapping[str, tuple[str, ...]]
"""The lines by their kind."""

KINDS = ("endpoints", "operations", "fields")
"""The kinds of lines, in the order they are shown."""


def surface_of(spec: "AgentSpec") -> dict[str, tuple[str, ...]]:
    """Endpoints with the operation behind them, operations with their types, fields of types."""
    value = spec.value
    return {
        "endpoints": tuple(sorted(_endpoints(value))),
        "operations": tuple(sorted(_operations(value))),
        "fields": tuple(sorted(_fields(value))),
    }


def _endpoints(value: Mapping[str, Plain]) -> Iterator[str]:
    for item in _items(_mapping(value.get("deployment")).get("endpoints")):
        scope = f" [{item['auth_required']}]" if item.get("auth_required") else ""
        bound = item.get("operation") or item.get("name")
        yield f"{item.get('method')} {item.get('path')} -> {bound}{scope}"


def _operations(value: Mapping[str, Plain]) -> Iterator[str]:
    for item in _items(value.get("operations")):
        inputs = _mapping(item.get("input")).items()
        written = ", ".join(f"{name}: {_type(kind)}" for name, kind in inputs)
        yield f"{item.get('name')}({written}) -> {_type(item.get('output'))}"


def _fields(value: Mapping[str, Plain]) -> Iterator[str]:
    for name, described in _mapping(value.get("types")).items():
        shape = _mapping(described)
        members = shape.get("enum")
        if isinstance(members, list):
            yield from (f"{name} = {member}" for member in members)
            continue
        inner = shape.get("fields")
        fields = inner if isinstance(inner, dict) else shape
        yield from (f"{name}.{field}: {_type(kind)}" for field, kind in fields.items())


def _type(described: Plain) -> str:
    if isinstance(described, dict):
        return str(described.get("type", "nothing"))
    return "nothing" if described is None else str(described)


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _items(value: Plain) -> Iterator[dict[str, Plain]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
