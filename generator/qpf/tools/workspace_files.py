"""Finds the input files of a workspace, and what lies among them without effect."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import input_files as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import DocumentKind

__all__ = ["InputFile", "input_files_in", "shipped_files_in"]

SCHEMAS, MAPS, GLUE = "schemas", "extractor_maps", "glue"
_META = "_meta"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_IGNORED = frozenset({"README.md", "__pycache__"})


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read: `path` is relative to the workspace, with forward slashes.

    `root` is the folder it is read from: the workspace, or the factory for what it brings along.
    """

    root: Path
    path: str
    kind: DocumentKind
    collection: str


def shipped_files_in(library: Path, wanted: Collection[str]) -> tuple[InputFile, ...]:
    """The files of some collections of `library`, a folder laid out like a workspace.

    What else lies there is not looked at.
    """
    files = input_files_in(library, Diagnostics())
    return tuple(file for file in files if file.collection in wanted)


def input_files_in(workspace: Path, found: Diagnostics) -> tuple[InputFile, ...]:
    """Schemas, then maps, then glue, each kind sorted by path; strays are reported."""
    schemas = tuple(_schemas(workspace, found))
    maps = tuple(_flat(workspace, MAPS, DocumentKind.MAP, found))
    glue = tuple(_flat(workspace, GLUE, DocumentKind.GLUE, found))
    _check_extensions(workspace, found)
    _check_pairs(schemas, maps, glue, found)
    return schemas + maps + glue


def _schemas(workspace: Path, found: Diagnostics) -> Iterator[InputFile]:
    entries = [entry for entry in _entries(workspace / SCHEMAS, found) if entry.name != _META]
    folders = [entry for entry in entries if entry.is_dir()]
    for entry in entries:
        if not entry.is_dir():
            expected = f"`{SCHEMAS}/<collection>/<agent>.yaml`"
            found.add(facts.unexpected_file(Place(f"{SCHEMAS}/{entry.name}"), expected))
    _check_names(folders, SCHEMAS, found)
    for folder in folders:
        path = f"{SCHEMAS}/{folder.name}"
        for name in _yaml_files(_entries(folder, found), path, f"`{path}/<agent>.yaml`", found):
            yield InputFile(workspace, f"{path}/{name}", DocumentKind.SCHEMA, folder.name)


def _flat(
    workspace: Path, folder: str, kind: DocumentKind, found: Diagnostics
) -> Iterator[InputFile]:
    entries = _entries(workspace / folder, found)
    if kind is DocumentKind.GLUE:
        entries = [entry for entry in entries if not entry.is_dir() or entry.suffix]
    for name in _yaml_files(entries, folder, f"`{folder}/<collection>.yaml`", found):
        yield InputFile(workspace, f"{folder}/{name}", kind, name.removesuffix(".yaml"))


def _yaml_files(
    entries: Iterable[Path], folder: str, expected: str, found: Diagnostics
) -> Iterator[str]:
    kept = []
    for entry in entries:
        place = Place(f"{folder}/{entry.name}")
        if entry.suffix != ".yaml":
            found.add(facts.unexpected_file(place, expected))
        elif not entry.is_file():
            found.add(facts.unreadable_file(place, "it is not a file"))
        else:
            kept.append(entry)
    _check_names(kept, folder, found)
    yield from (entry.name for entry in kept)


def _entries(folder: Path, found: Diagnostics) -> list[Path]:
    if not folder.is_dir():
        return []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        found.add(facts.unreadable_file(Place(folder.name), reason))
        return []
    return [entry for entry in entries if entry.name not in _IGNORED and entry.name[0] != "."]


def _check_names(entries: Sequence[Path], folder: str, found: Diagnostics) -> None:
    for entry in entries:
        name = entry.name.removesuffix(".yaml")
        if _NAME.fullmatch(name):
            continue
        place = Place(f"{folder}/{entry.name}")
        twin = _twin(entry, entries)
        if twin is not None:
            found.add(facts.case_collision(place, f"{folder}/{twin.name}"))
        else:
            found.add(facts.unsafe_name(place, name))


def _twin(entry: Path, entries: Sequence[Path]) -> Path | None:
    folded = entry.name.casefold()
    twins = (e for e in reversed(entries) if e is not entry and e.name.casefold() == folded)
    return next(twins, None)


def _check_extensions(workspace: Path, found: Diagnostics) -> None:
    for folder in _entries(workspace / GLUE, found):
        if not folder.is_dir() or folder.suffix:
            continue
        for entry in _entries(folder, found):
            if entry.name != "extensions" or not entry.is_dir():
                place = Place(f"{GLUE}/{folder.name}/{entry.name}")
                expected = f"`{GLUE}/{folder.name}/extensions/<module>.py`"
                found.add(facts.unexpected_file(place, expected))


def _check_pairs(
    schemas: tuple[InputFile, ...],
    maps: tuple[InputFile, ...],
    glue: tuple[InputFile, ...],
    found: Diagnostics,
) -> None:
    by_collection: dict[str, list[str]] = {}
    for file in schemas:
        by_collection.setdefault(file.collection, []).append(file.path.rpartition("/")[2])
    mapped = sorted(file.collection for file in maps)
    if not schemas and not maps:
        found.add(facts.no_collections(Place(SCHEMAS)))
    for collection, names in by_collection.items():
        if collection not in mapped:
            found.add(facts.missing_map(Place(f"{SCHEMAS}/{collection}"), collection, names))
    for file in maps:
        if file.collection not in by_collection:
            found.add(facts.map_without_schemas(Place(file.path), file.collection))
    for file in glue:
        if file.collection not in mapped:
            found.add(facts.glue_without_map(Place(file.path), file.collection, mapped))
