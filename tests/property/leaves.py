"""The text leaves of documents: find them, replace some, and see which ones a run refuses."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from emitting import Emission, emitted, graph_of

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.model.document import Document, Plain, child
from qpf.model.graph import Graph
from qpf.tools.shipped import SHIPPED

__all__ = ["Bench", "Leaf", "leaves_of"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in a document, by the document's number and the steps that lead to it."""

    document: int
    steps: tuple[str | int, ...]

    @property
    def pointer(self) -> str:
        """The steps as a JSON pointer."""
        pointer = ""
        for step in self.steps:
            pointer = child(pointer, step)
        return pointer


def leaves_of(documents: Sequence[Document]) -> tuple[Leaf, ...]:
    """Every text of the workspace's own documents."""
    return tuple(
        Leaf(number, steps)
        for number, document in enumerate(documents)
        if document.collection not in SHIPPED
        for steps in _texts(document.value)
    )


def _texts(value: Plain, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        yield steps
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*steps, index))


@dataclass(frozen=True, slots=True)
class Bench:
    """Documents to attack, and folders to emit them into."""

    documents: tuple[Document, ...]
    folder: Path

    def attack(self, leaves: Sequence[Leaf], payload: str) -> tuple[list[Leaf], Emission | None]:
        """Put a payload into as many of the leaves as a run accepts together.

        A leaf whose own place is named by an error is refused; when errors stand elsewhere, the
        leaves are tried in halves. Returns the accepted leaves and what was emitted with them,
        None when that was refused.
        """
        accepted = self._accepted(list(leaves), payload, [])
        found = Diagnostics()
        graph = self._bound(accepted, payload, found)
        return accepted, emitted(graph, self.folder, found) if graph is not None else None

    def _accepted(self, tried: list[Leaf], payload: str, kept: list[Leaf]) -> list[Leaf]:
        """`kept`, and those of `tried` that are accepted beside them."""
        while tried:
            found = Diagnostics()
            if self._bound([*kept, *tried], payload, found) is not None:
                return [*kept, *tried]
            refused = self._named(tried, found.errors)
            if not refused:
                break
            tried = [leaf for leaf in tried if leaf not in refused]
        if len(tried) < 2:
            return kept
        half = len(tried) // 2
        return self._accepted(tried[half:], payload, self._accepted(tried[:half], payload, kept))

    def _named(self, leaves: Iterable[Leaf], errors: Sequence[Diagnostic]) -> set[Leaf]:
        named = set()
        for leaf in leaves:
            own = self.documents[leaf.document].origins.at(leaf.pointer)
            if any(_is_inside(error.place, own) for error in errors):
                named.add(leaf)
        return named

    def _bound(self, leaves: Iterable[Leaf], payload: str, found: Diagnostics) -> Graph | None:
        """The graph with a payload in all of the leaves; None and errors when it is refused."""
        try:
            return graph_of(self._patched(leaves, payload), found)
        except Stopped:
            assert found.has_errors
            return None

    def _patched(self, leaves: Iterable[Leaf], payload: str) -> list[Document]:
        values = [copy.deepcopy(document.value) for document in self.documents]
        for leaf in leaves:
            node: Plain = values[leaf.document]
            for step in leaf.steps[:-1]:
                node = cast("dict[str | int, Plain]", node)[step]
            cast("dict[str | int, Plain]", node)[leaf.steps[-1]] = payload
        return [
            replace(document, value=value)
            for document, value in zip(self.documents, values, strict=True)
        ]


def _is_inside(place: Place, own: Place) -> bool:
    start, end = (own.line, own.column), (own.end_line, own.end_column)
    return place.file == own.file and start <= (place.line, place.column) < max(
        end, (start[0], start[1] + 1)
    )
