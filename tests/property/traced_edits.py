"""Scalars of documents, edited one at a time: which emitted lines moved, and which were foretold.

An edit is told by the line map as it was before and as it is after: what was taken away must have
been listed before, what was added must be listed now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from changed_lines import Lines, changes
from emitting import graph_of, packs_once
from plain_nodes import pointer_of, replaced, scalars

from qpf.diagnostics.diagnostic import Diagnostics, Place, Stopped
from qpf.mapping import mapped
from qpf.model.artifact import StagedTree
from qpf.model.document import Document, Plain
from qpf.model.graph import Graph
from qpf.model.line_map import LineMap
from qpf.model.spec import AgentSpec
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.filesystem import LocalDisk
from qpf.tools.packs_root import pack_roots
from qpf.tools.shipped import SHIPPED

__all__ = ["Bench", "Edit", "Emitted", "Leaf", "scalars_of"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar in a document, by the document's number and the steps that lead to it."""

    document: int
    steps: tuple[str | int, ...]
    value: str | int | float | bool

    @property
    def pointer(self) -> str:
        """The steps as a JSON pointer."""
        return pointer_of(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one accepted edit did.

    `lost` are the lines it changed or took away and `won` those that stand there now, each with
    what the trace had listed: before the edit for `lost`, after it for `won`. `listed` and
    `printed` are what was listed before, all of it and what is said to hold the value.
    """

    place: str
    pointer: str
    old: str
    new: str
    lost: Lines
    won: Lines
    listed: Lines
    printed: Lines
    listed_after: Lines

    @property
    def moved(self) -> int:
        """How many lines differ, on both sides."""
        return len(self.lost) + len(self.won)

    @property
    def foretold(self) -> int:
        """How many of the lines that differ were listed."""
        return len(self.lost & self.listed) + len(self.won & self.listed_after)

    @property
    def right(self) -> int:
        """How many of the lines said to hold the value did change."""
        return len(self.lost & self.printed)


class Emitted:
    """A formatted tree, and its line map when somebody asks for it."""

    def __init__(
        self, staged: StagedTree, documents: Sequence[Document], agents: Sequence[AgentSpec]
    ) -> None:
        """Split the texts into lines; what the library brings needs no map."""
        self._documents = [one for one in documents if one.collection not in SHIPPED]
        self._agents = [one for one in agents if one.collection not in SHIPPED]
        self.texts = {file.path: file.text.splitlines() for file in staged.files}
        self._staged = staged
        self._map: LineMap | None = None

    def map(self, paths: Collection[str] = ()) -> LineMap:
        """The line map; of some files only, when paths are given."""
        if paths:
            files = tuple(file for file in self._staged.files if file.path in paths)
            return mapped(replace(self._staged, files=files), self._documents, self._agents)
        if self._map is None:
            self._map = mapped(self._staged, self._documents, self._agents)
        return self._map


def scalars_of(documents: Sequence[Document], collections: Sequence[str]) -> tuple[Leaf, ...]:
    """Every scalar but null of the documents of some collections."""
    return tuple(
        Leaf(number, steps, value)
        for number, document in enumerate(documents)
        if document.collection in collections
        for steps, value in scalars(document.value)
        if value is not None
    )


def _variants(value: str | int | float | bool) -> tuple[Plain, ...]:
    """Values a little different, the likelier to be accepted first."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1, value * 2
    if isinstance(value, float):
        return value * 0.9, value * 1.1, value / 2, value + 0.01
    digits = [at for at, sign in enumerate(value) if sign.isdigit()]
    last = digits[-1] if digits else None
    swapped = (
        (f"{value[:last]}{(int(value[last]) + 1) % 10}{value[last + 1:]}",)
        if last is not None
        else ()
    )
    return (*swapped, f"{value} anew", f"{value}_anew", f"{value}anew", f"Anew {value}")


class Bench:
    """Documents to edit, and a folder to emit them into."""

    def __init__(
        self,
        documents: Sequence[Document],
        folder: Path,
        glue: Path | None,
        strategy: str | None = None,
    ) -> None:
        """Read nothing: `glue` is the folder of extensions."""
        self.documents = tuple(documents)
        self._folder, self._glue, self._strategy = folder, glue, strategy
        self._plain: dict[str, Emitted] = {}

    def edited(self, leaf: Leaf) -> Edit | None:
        """The first variant of a leaf that a run accepts; None when all are refused."""
        variants = (one for one in _variants(leaf.value) if one != leaf.value)
        edits = (self.edited_together({leaf: variant}) for variant in variants)
        return next((edit for edit in edits if edit is not None), None)

    def edited_together(self, values: Mapping[Leaf, Plain]) -> Edit | None:
        """Several leaves of a collection with other values, told as one; None when refused."""
        documents = list(self.documents)
        for leaf, value in values.items():
            document = documents[leaf.document]
            changed = replaced(document.value, leaf.steps, value)
            documents[leaf.document] = replace(document, value=changed)
        collection = documents[next(iter(values)).document].collection
        after = self._emission(documents, collection)
        if after is None:
            return None
        before = self.plain(collection)
        lost, won = changes(before.texts, after.texts)
        old, new = before.map(), after.map({path for path, _ in won})
        places = [self.documents[one.document].origins.at(one.pointer) for one in values]
        return Edit(
            place=", ".join(map(str, places)),
            pointer=", ".join(leaf.pointer for leaf in values),
            old=", ".join(str(leaf.value) for leaf in values),
            new=", ".join(map(str, values.values())),
            lost=lost,
            won=won,
            listed=_said(old, places),
            printed=_said(old, places, is_printed=True),
            listed_after=_said(new, places),
        )

    def plain(self, collection: str) -> Emitted:
        """What a collection gives without an edit."""
        if collection not in self._plain:
            made = self._emission(self.documents, collection)
            assert made is not None
            self._plain[collection] = made
        return self._plain[collection]

    def _emission(self, documents: Sequence[Document], collection: str) -> Emitted | None:
        try:
            found = Diagnostics()
            graph = graph_of(documents, found, strategy=self._strategy, glue=self._glue)
            staged = self._staged(graph, collection)
        except Stopped:
            return None
        return Emitted(staged, documents, [agent.spec for agent in graph.agents])

    def _staged(self, graph: Graph, collection: str) -> StagedTree:
        found = Diagnostics()
        planned = plan(graph, packs_once(), found, (collection,))
        cache = self._folder.parent / "templates"
        rendered = render(planned, pack_roots(), found, cache)
        return tidy(rendered, planned.first_party, self._folder, LocalDisk(), found)


def _said(lines: LineMap, places: Sequence[Place], *, is_printed: bool = False) -> Lines:
    return {
        (one.path, number)
        for place in places
        for one in lines.emitted_from(place.file, place.line, place.column)
        if one.is_printed or not is_printed
        for number in range(one.first, one.last + 1)
    }
