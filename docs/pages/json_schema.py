"""The JSON Schemas that editors and checks outside the factory use."""

import json

from qpf.model.manifest_schema import agent_manifest_schema, collection_manifest_schema
from qpf.sections.json_schema import json_schemas

__all__ = ["schema_files"]


def schema_files() -> dict[str, str]:
    """Path below the repository -> text."""
    schemas = {
        **json_schemas(),
        "manifest.schema.json": agent_manifest_schema(),
        "collection.schema.json": collection_manifest_schema(),
    }
    return {
        f"schemas/_meta/{name}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }
