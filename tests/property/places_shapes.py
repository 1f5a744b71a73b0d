"""What the published JSON Schemas allow at each node of a file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from places_source import Node, Source

from qpf.model.document import DocumentKind

__all__ = ["Shape", "shapes_of"]

META = Path(__file__).parents[2] / "schemas/_meta"
_FILES = {
    DocumentKind.SCHEMA: "schema.schema.json",
    DocumentKind.MAP: "extractor_map.schema.json",
    DocumentKind.GLUE: "glue.schema.json",
}
_TYPES = {"map": "object", "list": "array"}
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A node, and the one description that is meant for it."""

    node: Node
    schema: Schema
    alternatives: int
    allows_null: bool

    @property
    def is_closed(self) -> bool:
        """Whether a mapping has no other keys than those that are described."""
        return self.schema.get("additionalProperties") is False


@cache
def _document(kind: DocumentKind) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((META / _FILES[kind]).read_text("utf-8"))
    return loaded


@cache
def shapes_of(source: Source) -> tuple[Shape, ...]:
    """Every node of a file for which exactly one description is meant."""
    whole = _document(source.kind)
    return tuple(_shapes(source, source.nodes[""], whole, whole))


def _shapes(source: Source, node: Node, schema: Schema, whole: Schema) -> Iterator[Shape]:
    options = [one for one in _options(schema, whole) if _fits(one, node, source)]
    if len(options) != 1:
        return
    allows_null = "default" in schema and schema["default"] is None
    yield Shape(node, options[0], len(list(_options(schema, whole))), allows_null)
    for pointer in node.members:
        below = _member(options[0], pointer.rpartition("/")[2], node)
        if below is not None:
            yield from _shapes(source, source.nodes[pointer], below, whole)


def _options(schema: Schema, whole: Schema) -> Iterator[Schema]:
    """The alternatives of a schema, without parameters and null."""
    if "$ref" in schema:
        yield from _options(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
        return
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices is not None:
        for one in choices:
            yield from _options(one, whole)
        return
    is_parameter = str(schema.get("pattern", "")).startswith(r"\$\{")
    if not is_parameter and schema.get("type") != "null":
        yield schema


def _fits(schema: Schema, node: Node, source: Source) -> bool:
    kind = schema.get("type", _TYPES.get(node.kind, "text"))
    if node.kind == "text":
        return kind not in ("object", "array")
    if kind != _TYPES[node.kind]:
        return False
    if node.kind == "list" or schema.get("additionalProperties") is not False:
        return True
    names = {pointer.rpartition("/")[2] for pointer in node.members}
    known = schema.get("properties", {})
    if not names <= set(known) or not set(schema.get("required", ())) <= names:
        return False
    return all(_agrees(source, node, name, known[name]) for name in names)


def _agrees(source: Source, node: Node, name: str, schema: Schema) -> bool:
    """Whether a constant that tells alternatives apart is the one that is written."""
    if "const" not in schema:
        return True
    return source.nodes[f"{node.pointer}/{name}"].text == str(schema["const"])


def _member(schema: Schema, name: str, node: Node) -> Schema | None:
    if node.kind == "list":
        found = schema.get("items")
    else:
        found = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return found if isinstance(found, dict) and found else None
