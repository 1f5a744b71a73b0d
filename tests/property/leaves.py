"""What a person writes in documents, texts and keys: find it, replace some, see what is refused."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias, TypeVar, cast
from unittest.mock import patch

from emitting import graph_of
from plain_nodes import Steps, nodes, pointer_of

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.language.catalogue import Catalogue, CatalogueRoot, read_catalogue
from qpf.model.document import Document, Origins, Plain, child
from qpf.model.graph import Graph
from qpf.sections.binding.links import library_paths
from qpf.tools.shipped import SHIPPED

__all__ = ["Attack", "Bench", "Leaf", "keys_of", "leaves_of"]

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in a document, or the key of an entry, by the steps that lead to it."""

    document: int
    steps: Steps
    is_key: bool = False

    @property
    def pointer(self) -> str:
        """The steps as a JSON pointer."""
        return pointer_of(self.steps)


Attack: TypeAlias = Mapping[Leaf, str]
"""What is written in the place of each leaf."""


def leaves_of(documents: Sequence[Document]) -> tuple[Leaf, ...]:
    """Every text of the workspace's own documents."""
    return tuple(
        Leaf(number, steps)
        for number, steps, value in _nodes_of(documents)
        if isinstance(value, str)
    )


def keys_of(documents: Sequence[Document]) -> tuple[Leaf, ...]:
    """Every key of the workspace's own documents."""
    return tuple(
        Leaf(number, steps, is_key=True)
        for number, steps, _ in _nodes_of(documents)
        if steps and isinstance(steps[-1], str)
    )


def _nodes_of(documents: Sequence[Document]) -> Iterator[tuple[int, Steps, Plain]]:
    for number, document in enumerate(documents):
        if document.collection not in SHIPPED:
            for steps, value in nodes(document.value):
                yield number, steps, value


@dataclass(frozen=True, slots=True)
class Bench:
    """Documents to attack."""

    documents: tuple[Document, ...]

    def attack(
        self, attack: Attack, make: Callable[[Graph, Diagnostics], Made]
    ) -> tuple[list[Leaf], Made]:
        """Write as much of the attack as a run accepts together, and make something of its graph.

        A leaf whose own place is named by an error is refused; when errors stand elsewhere, the
        leaves are tried in halves. `make` may refuse by errors too. Returns the accepted leaves,
        and what was made with them.
        """
        refused = _Refusing(self, attack, lambda graph, _: graph)
        accepted = refused.accepted(list(attack), [])
        made = _Refusing(self, attack, make)
        if made.attempt(accepted, Diagnostics()) is None:
            accepted = made.accepted(accepted, [])
            made.attempt(accepted, Diagnostics())
        assert made.last is not None
        return accepted, made.last

    def patched(self, leaves: Iterable[Leaf], attack: Attack) -> list[Document]:
        """The documents with the attack written in the leaves."""
        of: dict[int, list[Leaf]] = {}
        for leaf in leaves:
            of.setdefault(leaf.document, []).append(leaf)
        return [
            _written(document, of[number], attack) if number in of else document
            for number, document in enumerate(self.documents)
        ]

    def place(self, leaf: Leaf) -> Place:
        """Where the leaf is written."""
        origins = self.documents[leaf.document].origins
        return origins.key(leaf.pointer) if leaf.is_key else origins.at(leaf.pointer)

    def named(self, leaves: Iterable[Leaf], errors: Sequence[Diagnostic]) -> set[Leaf]:
        """The leaves whose own place is named by an error."""
        places = {leaf: self.place(leaf) for leaf in leaves}
        return {
            leaf for leaf, own in places.items() if any(is_inside(one.place, own) for one in errors)
        }

    def blamed(
        self, leaves: Iterable[Leaf], attack: Attack, errors: Sequence[Diagnostic]
    ) -> set[Leaf]:
        """The leaves whose text, as it was or as it is, stands in the words of an error."""
        said = "\n".join(_said(errors))
        return {
            leaf
            for leaf in leaves
            if any(
                f"{mark}{text}{mark}" in said for text in self._texts(leaf, attack) for mark in "`'"
            )
        }

    def _texts(self, leaf: Leaf, attack: Attack) -> tuple[str, str]:
        if leaf.is_key:
            return attack[leaf], str(leaf.steps[-1])
        node: Plain = self.documents[leaf.document].value
        for step in leaf.steps:
            node = cast("dict[str | int, Plain]", node)[step]
        return attack[leaf], str(node)


class _Refusing:
    """Finds the leaves of an attack that are refused on the way to what is made."""

    def __init__(
        self, bench: Bench, attack: Attack, make: Callable[[Graph, Diagnostics], Made]
    ) -> None:
        self.bench, self.of, self.make = bench, attack, make
        self.last: Made | None = None

    def attempt(self, leaves: Iterable[Leaf], found: Diagnostics) -> object:
        """What is made of the graph with these leaves; None and errors when it is refused."""
        try:
            with (
                patch("qpf.sections.binding.scope.read_catalogue", _read_once),
                patch("qpf.sections.binding.links.library_paths", _library),
            ):
                graph = graph_of(self.bench.patched(leaves, self.of), found)
            self.last = self.make(graph, found)
        except Stopped:
            assert found.has_errors
            return None
        return self.last

    def accepted(self, tried: list[Leaf], kept: list[Leaf]) -> list[Leaf]:
        """`kept`, and those of `tried` that are accepted beside them."""
        while tried:
            found = Diagnostics()
            if self.attempt([*kept, *tried], found) is not None:
                return [*kept, *tried]
            refused = self.bench.named(tried, found.errors)
            refused = refused or self.bench.blamed(tried, self.of, found.errors)
            if not refused:
                break
            tried = [leaf for leaf in tried if leaf not in refused]
        if len(tried) < 2:
            return kept
        half = len(tried) // 2
        return self.accepted(tried[half:], self.accepted(tried[:half], kept))


def _said(errors: Sequence[Diagnostic]) -> Iterator[str]:
    for error in errors:
        yield error.message
        yield from (note.message for note in error.notes)


def _read_once(roots: Iterable[CatalogueRoot]) -> Catalogue:
    """The catalogue; like the library's files it is the same under every attack."""
    return _catalogue(tuple(roots))


_catalogue = cache(read_catalogue)
_library = cache(library_paths)


def is_inside(place: Place, own: Place) -> bool:
    """Whether a place begins inside another."""
    start, end = (own.line, own.column), (own.end_line, own.end_column)
    return place.file == own.file and start <= (place.line, place.column) < max(
        end, (start[0], start[1] + 1)
    )


def _written(document: Document, leaves: list[Leaf], attack: Attack) -> Document:
    value = copy.deepcopy(document.value)
    origins = document.origins
    # keys last and the inner ones first, so that the steps of the others still lead somewhere
    for leaf in sorted(leaves, key=lambda one: (one.is_key, -len(one.steps))):
        node: Plain = value
        for step in leaf.steps[:-1]:
            node = cast("dict[str | int, Plain]", node)[step]
        if not leaf.is_key:
            cast("dict[str | int, Plain]", node)[leaf.steps[-1]] = attack[leaf]
            continue
        entries = cast("dict[str, Plain]", node)
        if attack[leaf] not in entries:
            renamed = {attack[leaf] if k == leaf.steps[-1] else k: v for k, v in entries.items()}
            entries.clear()
            entries.update(renamed)
            origins = _moved(origins, leaf.pointer, _sibling(leaf.pointer, attack[leaf]))
    return replace(document, value=value, origins=origins)


def _sibling(pointer: str, key: str) -> str:
    return child(pointer.rpartition("/")[0], key)


def _moved(origins: Origins, old: str, new: str) -> Origins:
    def moved(pointer: str) -> str:
        is_below = pointer == old or pointer.startswith(f"{old}/")
        return new + pointer.removeprefix(old) if is_below else pointer

    return Origins(
        {moved(pointer): place for pointer, place in origins.nodes.items()},
        {moved(pointer): place for pointer, place in origins.keys.items()},
        {moved(pointer): text for pointer, text in origins.texts.items()},
    )
