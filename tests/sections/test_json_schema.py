"""The published JSON Schemas accept what the factory accepts."""

import copy
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.sections.json_schema import json_schemas
from qpf.stages.load import load

BASE = Path(__file__).parents[1] / "pages/base"
FILES = {"schema": "schema", "map": "extractor_map", "glue": "glue"}


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_schemas_are_valid_and_stable(name: str) -> None:
    schema = json_schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json_schemas()[name] == schema


def test_base_workspace_is_accepted() -> None:
    schemas = json_schemas()
    for document in load(BASE, Diagnostics()):
        validator = Draft202012Validator(schemas[f"{FILES[document.kind.value]}.schema.json"])
        assert [error.message for error in validator.iter_errors(document.value)] == []


@pytest.mark.parametrize(
    ("key", "value", "is_accepted"),
    [
        ("governance", {"mode": "odd"}, False),
        ("governance", {"mode": "${mode}"}, True),
        ("deployment", {"replicas": "${replicas}"}, True),
        ("deployment", {"replicas": "two"}, False),
        ("types", {"Colour": {"enum": ["red"]}}, True),
        ("types", {"Point": {"x": "float", "y": {"type": "float", "unit": "m"}}}, True),
        ("operations", [{"name": "a", "steps": [{"return": "1"}]}], True),
        ("operations", [{"name": "a", "steps": [{"retrun": "1"}]}], False),
        ("operations", [{"name": "a", "input": {"x": "int"}, "steps": [{"return": "x"}]}], True),
        ("nonsense", {}, False),
    ],
)
def test_editors_see_the_same_faults(key: str, value: object, is_accepted: bool) -> None:
    greeter = next(d for d in load(BASE, Diagnostics()) if d.kind.value == "schema")
    changed = copy.deepcopy(greeter.value)
    changed[key] = value  # type: ignore[assignment]
    assert (
        Draft202012Validator(json_schemas()["schema.schema.json"]).is_valid(changed) is is_accepted
    )
