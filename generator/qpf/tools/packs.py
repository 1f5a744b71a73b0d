"""Reads template packs from disk: `pack.yaml`, the names of templates, the lists of static files.

Input: the folders of `pack_roots`. Output: packs by name. Faults are diagnostics at their line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from qpf.diagnostics.catalogue import planning
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.pack import Artifact, Pack, Requirement, StaticTree
from qpf.tools.digests import files_below
from qpf.tools.path_holes import holes_of

__all__ = ["SHARED", "read_packs"]

SHARED = "_shared"
_PACK_FILE = "pack.yaml"
_PACK_KEYS = frozenset({"summary", "view", "requires", "artifacts", "static"})
_ARTIFACT_KEYS = frozenset({"template", "view", "for_each", "path", "requires"})
_STATIC_KEYS = frozenset({"from", "to", "select", "requires"})
_REQUIRE_KEYS = frozenset({"section", "role", "collection"})
_LINE = "\0line"


class _Faulty(Exception):
    """A pack description is wrong; carries the line and the reason."""


class _LinedLoader(yaml.CSafeLoader):
    """Safe YAML whose mappings remember their line."""


def _lined_mapping(loader: _LinedLoader, node: yaml.MappingNode) -> dict[object, object]:
    value: dict[object, object] = dict(loader.construct_mapping(node, deep=True))
    value[_LINE] = node.start_mark.line + 1
    return value


_LinedLoader.add_constructor("tag:yaml.org,2002:map", _lined_mapping)


def read_packs(roots: tuple[Path, ...], found: Diagnostics) -> tuple[Pack, ...]:
    """Every pack below the roots, by name; the first root with a name has it."""
    packs: dict[str, Pack] = {}
    for root in roots:
        for file in sorted(root.glob(f"*/{_PACK_FILE}")):
            place = Place(f"templates/{file.parent.name}/{_PACK_FILE}")
            try:
                packs.setdefault(file.parent.name, _pack(file, place.file))
            except _Faulty as fault:
                line, reason = fault.args
                found.add(planning.malformed_pack(Place(place.file, line), reason))
    found.stop_if_errors()
    return tuple(packs[name] for name in sorted(packs))


def _pack(file: Path, shown: str) -> Pack:
    raw = _read(file)
    _check_keys(raw, _PACK_KEYS, ("summary", "view"))
    folder = file.parent
    shared = _requirement(raw, Requirement())
    return Pack(
        name=folder.name,
        summary=_text(raw, "summary"),
        view=_text(raw, "view"),
        artifacts=tuple(_artifact(item, shown, shared) for item in _items(raw, "artifacts")),
        static=tuple(_static(item, shown, folder, shared) for item in _items(raw, "static")),
        templates=frozenset(path.name for path in folder.glob("*.j2")),
        place=Place(shown),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        # The loader is a safe one: it makes plain values only.
        raw = yaml.load(file.read_text(encoding="utf-8"), _LinedLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _Faulty(1, " ".join(str(error).split())) from error
    if not isinstance(raw, dict):
        raise _Faulty(1, "the root is not a mapping")
    return raw


def _artifact(raw: dict[str, Any], shown: str, shared: Requirement) -> Artifact:
    _check_keys(raw, _ARTIFACT_KEYS, ("template", "view", "for_each", "path"))
    for_each = _text(raw, "for_each")
    if for_each not in {"agent", "collection"}:
        raise _Faulty(raw[_LINE], f"`for_each` is `{for_each}`, expected `agent` or `collection`")
    try:
        holes_of(_text(raw, "path"))
    except ValueError as error:
        raise _Faulty(raw[_LINE], f"the path `{raw['path']}` is malformed: {error}") from error
    return Artifact(
        template=_text(raw, "template"),
        view=_text(raw, "view"),
        for_each=for_each,
        path=_text(raw, "path"),
        requires=_requirement(raw, shared),
        place=Place(shown, raw[_LINE]),
    )


def _static(raw: dict[str, Any], shown: str, folder: Path, shared: Requirement) -> StaticTree:
    _check_keys(raw, _STATIC_KEYS, ("from", "to"))
    source = _text(raw, "from")
    if not (folder / source).is_dir():
        raise _Faulty(raw[_LINE], f"the static folder `{source}` does not exist")
    files = tuple(_static_files(folder / source))
    for file in ("", *files):
        if not (folder / source / file).resolve().is_relative_to(folder.resolve()):
            raise _Faulty(raw[_LINE], f"`{source}/{file}` leads out of the pack")
    return StaticTree(
        folder=source,
        to=_text(raw, "to"),
        select=_text(raw, "select") if "select" in raw else None,
        requires=_requirement(raw, shared),
        files=files,
        place=Place(shown, raw[_LINE]),
    )


def _static_files(folder: Path) -> Iterator[str]:
    # The same rule as for digests: a file that is emitted has one, and a by-product is neither.
    yield from (name for name in files_below(folder) if (folder / name).is_file())


def _requirement(raw: dict[str, Any], shared: Requirement) -> Requirement:
    value = raw.get("requires")
    if value is None:
        return shared
    if not isinstance(value, dict):
        raise _Faulty(raw[_LINE], "`requires` is a mapping of `section`, `role`, `collection`")
    _check_keys(value, _REQUIRE_KEYS, ())
    return Requirement(
        section=value.get("section", shared.section),
        role=value.get("role", shared.role),
        collection=value.get("collection", shared.collection),
    )


def _items(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = raw.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _Faulty(raw[_LINE], f"`{key}` is not a list of mappings")
    return value


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise _Faulty(raw[_LINE], f"`{key}` is not text")
    return value


def _check_keys(raw: dict[str, Any], known: frozenset[str], needed: tuple[str, ...]) -> None:
    unknown = sorted(str(key) for key in raw if key not in known and key != _LINE)
    missing = [key for key in needed if key not in raw]
    if unknown:
        raise _Faulty(raw[_LINE], f"unknown key `{unknown[0]}`, known are {sorted(known)}")
    if missing:
        raise _Faulty(raw[_LINE], f"the key `{missing[0]}` is missing")
