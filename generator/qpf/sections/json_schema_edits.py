"""Edits that make derived JSON Schemas say what documents may really look like."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from qpf.language.steps import STEP_MARK

__all__ = [
    "STEP",
    "allow_parameters",
    "allow_short_forms",
    "reached_by_keys",
    "refer_to_steps",
    "without_required",
]

STEP = "Step"
"""Name of the definition that holds every step of the vocabulary."""

Json: TypeAlias = Any
Schema: TypeAlias = dict[str, Json]

_PARAMETER: Schema = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"}
_SHORT_FORMS: dict[str, Schema] = {
    "FieldSpec": {"type": "string"},
    "InputSpec": {"type": "string"},
    "OutputSpec": {"type": "string"},
    "ErrorSpec": {"type": "string"},
    "ConstantSpec": {},
    "FormulaInput": {"type": ["string", "number"]},
    "TypeSpec": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/FieldSpec"}, {"type": "string"}]},
    },
}
"""Models of the language that have a short form: their first value alone, or fields alone."""


def allow_short_forms(definitions: Schema) -> Schema:
    """Let references to models with a short form accept that form too."""
    return {name: _shortened(schema) for name, schema in definitions.items()}


def _shortened(node: Json) -> Json:
    if isinstance(node, list):
        return [_shortened(item) for item in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name in _SHORT_FORMS:
        return {"anyOf": [node, _SHORT_FORMS[name]]}
    return {key: _shortened(item) for key, item in node.items()}


def refer_to_steps(node: Json) -> Json:
    """Put a reference to the vocabulary wherever a step is marked."""
    if isinstance(node, list):
        return [refer_to_steps(item) for item in node]
    if not isinstance(node, dict):
        return node
    if STEP_MARK.items() <= node.items():
        return {"$ref": f"#/$defs/{STEP}"}
    return {key: refer_to_steps(item) for key, item in node.items()}


def without_required(schema: Schema) -> Schema:
    """The schema of an object whose keys may all come from elsewhere."""
    return {key: value for key, value in schema.items() if key != "required"}


def reached_by_keys(definitions: Schema, roots: Mapping[str, Schema]) -> set[str]:
    """Definitions reached by keys alone: these are merged with defaults, items of lists are not."""
    found: set[str] = set()
    waiting: list[Any] = list(roots.values())
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in definitions and name not in found:
            found.add(name)
            waiting.append(definitions[name])
        waiting.extend(node.get("properties", {}).values())
        waiting.extend([*node.get("anyOf", ()), *node.get("oneOf", ())])
    return found


def allow_parameters(node: Json) -> Json:
    """Let every value that is not free text be `${name}` as well."""
    if isinstance(node, list):
        return [allow_parameters(item) for item in node]
    if not isinstance(node, dict):
        return node
    if _is_leaf(node):
        notes = {key: node[key] for key in ("description", "title", "default") if key in node}
        bare = {key: value for key, value in node.items() if key not in notes}
        return {**notes, "anyOf": [bare, _PARAMETER]}
    return {
        key: _properties(item) if key == "properties" else allow_parameters(item)
        for key, item in node.items()
    }


def _properties(properties: Schema) -> Schema:
    """A property may be called `enum`; only what it holds is a schema."""
    return {name: allow_parameters(schema) for name, schema in properties.items()}


def _is_leaf(node: Schema) -> bool:
    if "enum" in node or "const" in node:
        return True
    is_text = node.get("type") == "string"
    return node.get("type") in ("integer", "number", "boolean") or (is_text and "pattern" in node)
