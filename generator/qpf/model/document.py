"""A read input file: its plain value, and the place in the file of every node of it.

Nodes are named by JSON pointers (`/governance/anchors/0`; the root is the empty string). Origins
survive defaults, parameters and instances: they are rebased and merged together with the values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, TypeVar

from qpf.diagnostics.diagnostic import Place
from qpf.model.scalar_text import ScalarText, span_in_line, span_in_scalar

__all__ = ["Document", "DocumentKind", "Origins", "Plain", "ancestors", "child", "split"]

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What a document is made of after reading: JSON's kinds of values, keys always text."""


_Entry = TypeVar("_Entry", Place, ScalarText)


class DocumentKind(StrEnum):
    """What an input file is for; the folder it lies in decides."""

    SCHEMA = "schema"
    MAP = "map"
    GLUE = "glue"


def child(pointer: str, key: str | int) -> str:
    """The pointer of a member of the node at `pointer`."""
    if isinstance(key, int):
        return f"{pointer}/{key}"
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{key}"


def split(pointer: str) -> tuple[str, ...]:
    """The unescaped steps from the root to a node; indices stay text."""
    steps = pointer.split("/")[1:]
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def ancestors(pointer: str) -> Iterator[str]:
    """The pointer itself, its parent, and so on up to the root."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each node (`nodes`) and each mapping key (`keys`) was really written.

    `texts` holds the source of string scalars that are quoted or span lines, so that a position
    inside a value can be turned into a position in the file.
    """

    nodes: Mapping[str, Place]
    keys: Mapping[str, Place] = field(default_factory=dict)
    texts: Mapping[str, ScalarText] = field(default_factory=dict)

    def at(self, pointer: str) -> Place:
        """The place of a node, or of its nearest ancestor that is known."""
        return _nearest(self.nodes, pointer) or Place("")

    def key(self, pointer: str) -> Place:
        """The place of the key that names a node; of the node itself for items of a list."""
        return self.keys.get(pointer) or self.at(pointer)

    def within(self, pointer: str, start: int, length: int = 1) -> Place:
        """The place of `length` characters of a string value, beginning at offset `start`."""
        place = self.nodes.get(pointer)
        if place is None:
            return self.at(pointer)
        text = self.texts.get(pointer)
        if text is None:
            return span_in_line(place, start, length)
        return span_in_scalar(place, text, start, length)

    def under(self, prefix: str) -> "Origins":
        """The part below `prefix`, seen as a tree of its own."""
        return Origins(_cut(self.nodes, prefix), _cut(self.keys, prefix), _cut(self.texts, prefix))

    def placed(self, prefix: str) -> "Origins":
        """The same tree hung below `prefix`; the inverse of `under`."""
        return Origins(
            {prefix + pointer: place for pointer, place in self.nodes.items()},
            {prefix + pointer: place for pointer, place in self.keys.items()},
            {prefix + pointer: text for pointer, text in self.texts.items()},
        )

    def merged(self, other: "Origins") -> "Origins":
        """Both trees in one; where both know a node, `other` wins."""
        kept = {pointer: text for pointer, text in self.texts.items() if pointer not in other.nodes}
        return Origins(
            {**self.nodes, **other.nodes},
            {**self.keys, **other.keys},
            {**kept, **other.texts},
        )

    def without(self, pointer: str) -> "Origins":
        """The tree without the node at `pointer` and everything below it."""
        return Origins(
            _drop(self.nodes, pointer), _drop(self.keys, pointer), _drop(self.texts, pointer)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One input file, read: `path` is relative to the workspace, `digest` is SHA-256 in hex.

    `is_whole` is false when faults were found in it: what they stand for is missing from `value`.
    """

    path: str
    kind: DocumentKind
    collection: str
    value: dict[str, Plain]
    origins: Origins
    digest: str
    is_whole: bool = True


def _nearest(places: Mapping[str, Place], pointer: str) -> Place | None:
    return next((places[name] for name in ancestors(pointer) if name in places), None)


def _is_below(pointer: str, prefix: str) -> bool:
    return pointer == prefix or pointer.startswith(prefix + "/")


def _cut(entries: Mapping[str, _Entry], prefix: str) -> dict[str, _Entry]:
    size = len(prefix)
    return {name[size:]: entry for name, entry in entries.items() if _is_below(name, prefix)}


def _drop(entries: Mapping[str, _Entry], prefix: str) -> dict[str, _Entry]:
    return {name: entry for name, entry in entries.items() if not _is_below(name, prefix)}
