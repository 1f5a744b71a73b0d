"""JSON Schemas (draft 2020-12) of the two kinds of manifest, for editors, gates and other tools."""

from typing import Any, TypeAlias

__all__ = ["agent_manifest_schema", "collection_manifest_schema"]

Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_AGENT_ID: Schema = {"type": "string", "pattern": "^[^/]+/[^/]+$"}
_VERSION: Schema = {"type": "string", "pattern": r"^\d+\.\d+\.\d+"}


def agent_manifest_schema() -> Schema:
    """The schema of `manifests/<collection>/<agent>/manifest.json`."""
    return _document(
        "The manifest of one emitted agent",
        {
            "agent": _AGENT_ID,
            "name": _TEXT,
            "source": _TEXT,
            "needs": _list(_AGENT_ID),
            "observes": _list(_AGENT_ID),
            "surface": _table(_list({"type": "string"})),
            "unbound": _list(_TEXT),
        },
    )


def collection_manifest_schema() -> Schema:
    """The schema of `manifests/<collection>/collection.json`."""
    return _document(
        "The manifest of one emitted distribution",
        {
            "agents": _list(_AGENT_ID),
            "inputs": _table(_DIGEST),
            "templates": _table(_DIGEST),
            "tools": _table(_TEXT),
        },
    )


def _document(title: str, own: Schema) -> Schema:
    common = {
        "format": {"const": 1},
        "collection": _TEXT,
        "distribution": _TEXT,
        "package": _TEXT,
        "version": _VERSION,
        "strategy": {"type": "string"},
        "deploymentready": {"type": "boolean"},
        "files": _list(_file()),
        "gates": _list(_gate()),
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": title, **_closed({**common, **own})}


def _file() -> Schema:
    source = _closed({"file": _TEXT, "pointers": _list({"type": "string"})})
    entry = {"path": _TEXT, "sha256": _DIGEST, "templates": _list(_TEXT), "sources": _list(source)}
    return _closed(entry)


def _gate() -> Schema:
    verdict = {"enum": ["passed", "failed"]}
    texts = {key: {"type": "string"} for key in ("gate", "subject", "threshold", "value")}
    return _closed({**texts, "verdict": verdict})


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": dict(sorted(properties.items())),
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _table(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}
