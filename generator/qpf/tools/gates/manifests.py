"""The gate on manifests: each fits its JSON Schema. Called where manifests are made."""

from collections.abc import Iterator, Mapping
from typing import Any

from qpf.diagnostics.catalogue.gates import invalid_manifest
from qpf.diagnostics.diagnostic import Diagnostic, Place
from qpf.model.manifest_schema import agent_manifest_schema, collection_manifest_schema

__all__ = ["manifest_faults"]


def manifest_faults(path: str, manifest: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """A diagnostic for each value of a manifest that its published schema refuses.

    `path` is where the manifest is or will be written, relative to the workspace; the name of the
    file tells an agent's manifest from a collection's.
    """
    from jsonschema import Draft202012Validator

    is_agents = path.rpartition("/")[2] == "manifest.json"
    schema = agent_manifest_schema() if is_agents else collection_manifest_schema()
    faults = Draft202012Validator(schema).iter_errors(manifest)
    for fault in sorted(faults, key=lambda one: list(map(str, one.absolute_path))):
        pointer = "".join(f"/{part}" for part in fault.absolute_path)
        yield invalid_manifest(Place(path), pointer, fault.message)
