"""The JSON Schemas that editors and checks outside the factory use."""

import json

from qpf.sections.json_schema import json_schemas

__all__ = ["schema_files"]


def schema_files() -> dict[str, str]:
    """Path below the repository -> text."""
    return {
        f"schemas/_meta/{name}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in json_schemas().items()
    }
