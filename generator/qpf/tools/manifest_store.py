"""Reads the manifests of earlier runs. A damaged one is a warning; its files count as foreign."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qpf.diagnostics.catalogue import publishing
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.gate import GateRow, Verdict
from qpf.model.manifest import Recorded, RecordedFile

__all__ = ["is_manifest", "manifest_bytes", "read_recorded"]


def is_manifest(path: str) -> bool:
    """Whether a path below a collection's manifest folder is one the factory writes."""
    parts = path.split("/")
    return path == "collection.json" or (len(parts) == 2 and parts[1] == "manifest.json")


def manifest_bytes(plain: Mapping[str, object]) -> bytes:
    """The file form of a manifest."""
    return (json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode()


def read_recorded(manifests: Path, found: Diagnostics) -> Recorded:
    """Everything the manifests below a folder record."""
    files: dict[str, RecordedFile] = {}
    distributions: dict[str, str] = {}
    inputs: dict[str, str] = {}
    templates: dict[str, str] = {}
    gates: dict[str, tuple[GateRow, ...]] = {}
    ready: set[str] = set()
    surfaces: dict[str, dict[str, tuple[str, ...]]] = {}
    tools: dict[str, dict[str, str]] = {}
    for path in sorted(manifests.glob("*/collection.json")) + sorted(
        manifests.glob("*/*/manifest.json")
    ):
        shown = Place(path.relative_to(manifests.parent).as_posix())
        try:
            raw = json.loads(path.read_bytes())
            files.update(_files(raw))
            distributions[raw["collection"]] = raw["distribution"]
            inputs.update(raw.get("inputs", {}))
            templates.update(raw.get("templates", {}))
            subject = raw.get("agent", raw["collection"])
            if "tools" in raw:
                tools[subject] = dict(raw["tools"])
            gates[subject] = tuple(_row(row) for row in raw["gates"])
            ready.update([subject] if raw["deploymentready"] else [])
            if "agent" in raw:
                lines = raw.get("surface", {}).items()
                surfaces[subject] = {kind: tuple(map(str, listed)) for kind, listed in lines}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            found.add(publishing.damaged_manifest(shown, f"{type(error).__name__}: {error}"))
    return Recorded(
        files, distributions, inputs, templates, gates, frozenset(ready), surfaces, tools
    )


def _files(raw: dict[str, Any]) -> dict[str, RecordedFile]:
    return {
        f"{raw['distribution']}/{entry['path']}": RecordedFile(
            sha256=entry["sha256"],
            collection=raw["collection"],
            templates=tuple(entry["templates"]),
            sources=tuple(source["file"] for source in entry["sources"]),
        )
        for entry in raw["files"]
    }


def _row(raw: dict[str, str]) -> GateRow:
    return GateRow(
        gate=raw["gate"],
        subject=raw["subject"],
        threshold=raw["threshold"],
        value=raw["value"],
        verdict=Verdict(raw["verdict"]),
    )
