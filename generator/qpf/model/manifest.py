"""Manifests: what was emitted, from what, and what the gates said. Deterministic, no durations."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TypeAlias

from qpf.model.gate import GateRow

__all__ = [
    "VOLATILE",
    "AgentManifest",
    "CollectionManifest",
    "Digests",
    "FileEntry",
    "Recorded",
    "RecordedFile",
    "SourceEntry",
    "stable_part",
]

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

VOLATILE = ("deploymentready", "gates", "tools")
"""Keys that tell how a tree was judged, not what is in it; `check` does not compare them."""


@dataclass(frozen=True, slots=True)
class Digests:
    """Today's digests of the input files by path, and of the templates by name."""

    inputs: Mapping[str, str]
    templates: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class SourceEntry:
    """An input file and the JSON pointers of its values that are printed in an emitted file."""

    file: str
    pointers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An emitted file: path below the distribution, digest, templates, and sources."""

    path: str
    sha256: str
    templates: tuple[str, ...]
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentManifest:
    """`manifests/<collection>/<agent>/manifest.json`."""

    agent: str
    name: str
    collection: str
    distribution: str
    package: str
    version: str
    source: str
    strategy: str
    needs: tuple[str, ...]
    observes: tuple[str, ...]
    surface: Mapping[str, tuple[str, ...]]
    unbound: tuple[str, ...]
    deploymentready: bool
    files: tuple[FileEntry, ...]
    gates: tuple[GateRow, ...]
    format: int = 1

    def plain(self) -> dict[str, Json]:
        """JSON values, keys in a fixed order."""
        return _plain(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionManifest:
    """`manifests/<collection>/collection.json`: what belongs to no single agent, and the inputs."""

    collection: str
    distribution: str
    package: str
    version: str
    strategy: str
    agents: tuple[str, ...]
    deploymentready: bool
    inputs: Mapping[str, str]
    templates: Mapping[str, str]
    tools: Mapping[str, str]
    files: tuple[FileEntry, ...]
    gates: tuple[GateRow, ...]
    format: int = 1

    def plain(self) -> dict[str, Json]:
        """JSON values, keys in a fixed order."""
        return _plain(asdict(self))


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """What an earlier manifest says of an emitted file."""

    sha256: str
    collection: str
    templates: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """All earlier manifests: files by path below the output folder, and the digests then.

    `distributions` maps each collection to its distribution, `gates` to its rows by subject,
    `surfaces` holds what others saw of each agent, `tools` the versions of a collection's tools.
    """

    files: Mapping[str, RecordedFile] = field(default_factory=dict)
    distributions: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, tuple[GateRow, ...]] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    surfaces: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    tools: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def stable_part(manifest: Mapping[str, Json]) -> dict[str, Json]:
    """A manifest without its volatile keys."""
    return {key: value for key, value in manifest.items() if key not in VOLATILE}


def _plain(value: Mapping[str, object]) -> dict[str, Json]:
    return {key: _json(value[key]) for key in sorted(value, key=lambda k: (k in _LAST, k))}


_LAST = frozenset({"files", "gates"})


def _json(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(key): _json(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is not part of a manifest")
