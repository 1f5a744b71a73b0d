"""From places back to JSON pointers: which value of which input file stands at a place."""

from bisect import bisect_right
from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Origins
from qpf.model.graph import Graph
from qpf.model.manifest import SourceEntry

__all__ = ["PointerIndex"]

_Start = tuple[int, int, int, str]


class PointerIndex:
    """Built once a run from the origins of all schemas, maps and glue files of a graph."""

    __slots__ = ("_exact", "_starts")

    def __init__(self, graph: Graph) -> None:
        """Index every node and key in its own file."""
        self._exact: dict[Place, str] = {}
        starts: dict[str, set[_Start]] = {}
        for collection in graph.collections:
            for agent in collection.agents:
                self._add(agent.spec.origins, agent.spec.source, starts)
            for origins in (collection.map_origins, collection.glue_origins):
                self._add(origins, origins.at("").file, starts)
        self._starts = {file: sorted(found) for file, found in starts.items()}

    def _add(self, origins: Origins, file: str, starts: dict[str, set[_Start]]) -> None:
        for entries in (origins.nodes, origins.keys):
            for pointer, place in entries.items():
                if place.file == file:
                    self._exact.setdefault(place, pointer)
                    start = (place.line, place.column, pointer.count("/"), pointer)
                    starts.setdefault(file, set()).add(start)

    def pointer(self, place: Place) -> str:
        """The pointer of the value at or around a place; the root's when nothing is known."""
        known = self._exact.get(place)
        if known is not None:
            return known
        starts = self._starts.get(place.file, [])
        position = bisect_right(starts, (place.line, place.column, 1_000, ""))
        return starts[position - 1][3] if position else ""

    def sources(self, places: Iterable[Place]) -> tuple[SourceEntry, ...]:
        """Places as sorted pointers, grouped by file."""
        grouped: dict[str, set[str]] = {}
        for place in places:
            grouped.setdefault(place.file, set()).add(self.pointer(place))
        return tuple(SourceEntry(file, tuple(sorted(grouped[file]))) for file in sorted(grouped))
