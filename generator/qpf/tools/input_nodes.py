"""The nodes of read documents by their lines, and the node that stands at a place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Document, Plain, child
from qpf.model.line_emission import InputNode, Source

__all__ = ["SourceFinder", "input_nodes"]


def input_nodes(document: Document) -> tuple[InputNode, ...]:
    """Every node of a document but the root, in the order of the file."""
    origins = document.origins
    return tuple(
        InputNode(
            pointer,
            (origins.keys.get(pointer) or place).line,
            place.line,
            _last_line(place),
            not isinstance(value, list | dict),
            place.column,
            place.end_column,
        )
        for pointer, value in _walked("", document.value)
        if pointer and (place := origins.nodes.get(pointer)) is not None
    )


def _last_line(place: Place) -> int:
    """The last line with text in it: an end in column 1 means the line before."""
    if not place.end_line:
        return place.line
    return max(place.line, place.end_line - (place.end_column <= 1))


def _walked(pointer: str, value: Plain) -> Iterator[tuple[str, Plain]]:
    yield pointer, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walked(child(pointer, key), inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walked(child(pointer, number), item)


class SourceFinder:
    """Finds the value that stands at a place; places come from the same documents."""

    __slots__ = ("_exact", "_known", "_scalars")

    def __init__(self, documents: Iterable[Document]) -> None:
        """Index the documents by place and by line."""
        self._exact: dict[Place, str] = {}
        self._scalars: dict[tuple[str, int], list[tuple[Place, str]]] = defaultdict(list)
        self._known: dict[Place, Source] = {}
        for document in documents:
            self._add(document)

    def _add(self, document: Document) -> None:
        origins = document.origins
        for pointer, place in origins.keys.items():
            self._exact[place] = pointer
        for pointer, value in _walked("", document.value):
            place = origins.nodes.get(pointer, Place(""))
            self._exact[place] = pointer
            if not isinstance(value, list | dict):
                for line in range(place.line, _last_line(place) + 1):
                    self._scalars[place.file, line].append((place, pointer))

    def source(self, place: Place) -> Source:
        """The place with the pointer of its value; the root when nothing stands there."""
        known = self._known.get(place)
        if known is None:
            pointer = self._exact.get(place)
            known = Source(place, self._inside(place) if pointer is None else pointer)
            self._known[place] = known
        return known

    def _inside(self, place: Place) -> str:
        at = (place.line, place.column)
        for scalar, pointer in self._scalars.get((place.file, place.line), ()):
            if (scalar.line, scalar.column) <= at <= (scalar.end_line, scalar.end_column):
                return pointer
        return ""
