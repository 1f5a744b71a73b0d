"""The receipt of a distribution: what it is made of, in the form of in-toto and SLSA.

It is a view of the manifests, which stay the only record; no clock and no host is in it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qpf import __version__
from qpf.diagnostics.catalogue import publishing, supply, verifying
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.request import Request
from qpf.tools.digests import digest_of, file_digests

__all__ = ["Recorded", "receipt_of", "recorded_of", "statement"]

Json = dict[str, Any]

_LOCK = "requirements.lock"
_VALUE = "qpfValueSha256"
"""The digest of a YAML document is that of its value: a comment in it is no change."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The manifests of one distribution: the collection's own, then its agents'."""

    manifests: tuple[Json, ...]

    @property
    def collection(self) -> Json:
        """The manifest of the collection."""
        return self.manifests[0]

    @property
    def files(self) -> list[Json]:
        """The entries of all files, by path."""
        entries = [entry for one in self.manifests for entry in one["files"]]
        return sorted(entries, key=lambda entry: str(entry["path"]))

    @property
    def gates(self) -> list[Json]:
        """The rows of all gates."""
        return [row for one in self.manifests for row in one["gates"]]

    @property
    def is_ready(self) -> bool:
        """Whether everything passed every gate when it was published."""
        return all(bool(one["deploymentready"]) for one in self.manifests)


def recorded_of(name: str, request: Request, found: Diagnostics) -> Recorded | None:
    """What the manifests record of the distribution `name`; None when there is no such thing."""
    collections: dict[str, tuple[Path, Json]] = {}
    for path in sorted(request.manifests.glob("*/collection.json")):
        raw = _read(path, request, found)
        if raw is not None:
            collections[str(raw["distribution"])] = (path.parent, raw)
    if name not in collections:
        found.add(verifying.unknown_package(Place(name), name, tuple(collections)))
        return None
    folder, own = collections[name]
    paths = sorted(folder.glob("*/manifest.json"))
    agents = [raw for path in paths if (raw := _read(path, request, found)) is not None]
    return Recorded((own, *agents))


def _read(path: Path, request: Request, found: Diagnostics) -> Json | None:
    try:
        raw: Json = json.loads(path.read_bytes())
        dict(raw)["distribution"], raw["files"], raw["gates"], raw["deploymentready"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        place = Place(path.relative_to(request.workspace).as_posix())
        found.add(publishing.damaged_manifest(place, f"{type(error).__name__}: {error}"))
        return None
    return raw


def receipt_of(name: str, request: Request, found: Diagnostics) -> Json | None:
    """The receipt of what is published as `name`; every file that is not as recorded is added."""
    recorded = recorded_of(name, request, found)
    if recorded is None:
        return None
    there = file_digests(request.output / name)
    known = {str(entry["path"]): str(entry["sha256"]) for entry in recorded.files}
    for path in sorted(there.keys() | known.keys()):
        if there.get(path) != known.get(path):
            shown = f"{request.output_folder}/{name}/{path}"
            found.add(supply.not_as_recorded(Place(shown), path))
    return statement(recorded, request)


def statement(recorded: Recorded, request: Request, wheel: tuple[str, str] | None = None) -> Json:
    """The in-toto statement of recorded files; `wheel` is the name and digest of their archive."""
    subjects = [{"name": wheel[0], "digest": {"sha256": wheel[1]}}] if wheel else []
    own = recorded.collection
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [*subjects, *map(_subject, recorded.files)],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:qpf:extract:1",
                "externalParameters": {
                    key: own[key] for key in ("collection", "distribution", "strategy", "version")
                },
                "internalParameters": {"deploymentready": recorded.is_ready},
                "resolvedDependencies": _materials(recorded, request.workspace),
            },
            "runDetails": {
                "builder": {"id": "urn:qpf:factory", "version": {"qpf": __version__}},
                "byproducts": [_verdict(row) for row in recorded.gates],
            },
        },
    }


def _subject(entry: Json) -> Json:
    return {
        "name": entry["path"],
        "digest": {"sha256": entry["sha256"]},
        "annotations": {"templates": entry["templates"], "sources": entry["sources"]},
    }


def _materials(recorded: Recorded, workspace: Path) -> list[Json]:
    own = recorded.collection
    inputs = [
        {"uri": path, "digest": {_VALUE if path.endswith((".yaml", ".yml")) else "sha256": digest}}
        for path, digest in sorted(own["inputs"].items())
    ]
    templates = [
        {"uri": f"templates/{path}", "digest": {"sha256": digest}}
        for path, digest in sorted(own["templates"].items())
    ]
    tools = [{"uri": f"pkg:pypi/{name}@{at}"} for name, at in sorted(own["tools"].items())]
    lock = workspace / _LOCK
    locked = (
        [{"uri": _LOCK, "digest": {"sha256": digest_of(lock.read_bytes())}}]
        if lock.is_file()
        else []
    )
    return [*inputs, *templates, *tools, *locked]


def _verdict(row: Json) -> Json:
    kept = {key: row[key] for key in ("subject", "threshold", "value", "verdict")}
    return {"name": f"gate/{row['gate']}", "annotations": kept}
