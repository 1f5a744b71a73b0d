"""JSON Schemas of the three kinds of documents, for editors and for checks without the factory.

They are derived from the specs, with two allowances: a value may be a parameter (`${name}`), and a
key may be missing where the extractor map's defaults can supply it.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from qpf.language.steps import vocabulary
from qpf.model.extraction_map import MapSpec
from qpf.model.glue import GlueSpec
from qpf.sections.json_schema_edits import (
    STEP,
    allow_parameters,
    allow_short_forms,
    reached_by_keys,
    refer_to_steps,
    without_required,
)
from qpf.sections.registry import sections
from qpf.sections.section import Section

__all__ = ["DIALECT", "Schema", "json_schema_texts", "json_schemas"]

Schema: TypeAlias = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"


def json_schemas() -> Mapping[str, Schema]:
    """File name under `schemas/_meta/` -> JSON Schema (draft 2020-12)."""
    return {
        "schema.schema.json": _schema_of_agents(),
        "extractor_map.schema.json": _schema_of_maps(),
        "glue.schema.json": _schema_of(GlueSpec, "A glue file of the factory."),
    }


def json_schema_texts() -> Mapping[str, str]:
    """File name under `schemas/_meta/` -> the text to publish; the same text every time."""
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in json_schemas().items()
    }


def _definitions(models: list[type[BaseModel]]) -> tuple[dict[type[BaseModel], str], Schema]:
    steps = [step.spec for step in vocabulary().values()]
    keyed, schema = models_json_schema(
        [(model, "validation") for model in (*models, *steps)], ref_template=_REF
    )
    names: dict[type[BaseModel], str] = {
        model: ref["$ref"].rpartition("/")[2]
        for (model, _), ref in keyed.items()
        if isinstance(model, type) and issubclass(model, BaseModel)
    }
    definitions: Schema = refer_to_steps(allow_short_forms(schema.get("$defs", {})))
    one_of = [{"$ref": _REF.format(model=names[spec])} for spec in steps]
    return names, {**definitions, STEP: {"description": "A step.", "oneOf": one_of}}


def _document(title: str, body: Schema, definitions: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **body, "$defs": dict(sorted(definitions.items()))}


def _schema_of(model: type[BaseModel], title: str) -> Schema:
    names, definitions = _definitions([model])
    body = definitions.pop(names[model])
    return _document(title, {**body, "title": title}, definitions)


def _section_properties(
    names: Mapping[type[BaseModel], str], definitions: Schema
) -> dict[str, Schema]:
    """Top-level key -> schema, for all sections."""
    properties: dict[str, Schema] = {}
    for section in sections():
        name = names[section.spec]
        if section.flat:
            properties.update(definitions[name]["properties"])
        else:
            properties[section.name] = {"$ref": _REF.format(model=name)}
    return properties


def _tolerant(definitions: Schema, roots: dict[str, Schema]) -> tuple[Schema, dict[str, Schema]]:
    optional = reached_by_keys(definitions, roots)
    relaxed = {
        name: without_required(schema) if name in optional else schema
        for name, schema in definitions.items()
    }
    return (
        {name: allow_parameters(schema) for name, schema in relaxed.items()},
        {name: allow_parameters(schema) for name, schema in roots.items()},
    )


def _schema_of_agents() -> Schema:
    names, definitions = _definitions([section.spec for section in sections()])
    roots = _section_properties(names, definitions)
    definitions, roots = _tolerant(definitions, roots)
    body: Schema = {
        "type": "object",
        "properties": roots,
        "required": ["system"],
        "additionalProperties": False,
    }
    return _document("An agent of the factory.", body, _used(definitions, body))


def _schema_of_maps() -> Schema:
    names, definitions = _definitions([MapSpec, *(section.spec for section in sections())])
    body = definitions.pop(names[MapSpec])
    own = {
        name: schema for name, schema in definitions.items() if name in _reach(definitions, body)
    }
    roots = {section.name: _default(section, names) for section in sections()}
    rest = {name: schema for name, schema in definitions.items() if name not in own}
    rest, roots = _tolerant(rest, roots)
    properties = {
        **body["properties"],
        "defaults": {
            "type": "object",
            "description": body["properties"]["defaults"].get("description", ""),
            "properties": roots,
            "additionalProperties": False,
        },
    }
    whole = {**body, "properties": properties}
    return _document("An extractor map of the factory.", whole, _used({**rest, **own}, whole))


def _default(section: Section, names: Mapping[type[BaseModel], str]) -> Schema:
    reference = _REF.format(model=names[section.spec])
    if section.keys == (section.name,):
        return {"$ref": f"{reference}/properties/{section.name}"}
    return {"$ref": reference}


def _reach(definitions: Schema, body: object) -> set[str]:
    """Names of all definitions that a schema refers to, directly or not."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            name = str(node.get("$ref", "")).removeprefix("#/$defs/").partition("/")[0]
            if name in definitions and name not in found:
                found.add(name)
                waiting.append(definitions[name])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return found


def _used(definitions: Schema, body: Schema) -> Schema:
    reached = _reach(definitions, body)
    return {name: schema for name, schema in definitions.items() if name in reached}
