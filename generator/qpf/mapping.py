"""Emits in a folder of its own, and maps every line: what `qpf trace` answers from."""

from collections.abc import Sequence
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.artifact import StagedFile, StagedTree
from qpf.model.document import Document
from qpf.model.line_map import LineMap, MappedFile, MappedLine
from qpf.model.request import Request
from qpf.pipeline import understand
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.filesystem import Disk
from qpf.tools.input_nodes import SourceFinder, input_nodes
from qpf.tools.line_mentions import Mentions
from qpf.tools.packs import read_packs
from qpf.tools.scratch import Scratch

__all__ = ["emitted_map", "mapped"]


def emitted_map(
    request: Request, roots: tuple[Path, ...], found: Diagnostics, disk: Disk
) -> LineMap:
    """The line map of what the inputs give today; raises `Stopped` when they are wrong."""
    graph, documents = understand(request, found)
    request.tell("rendering")
    planned = plan(graph, read_packs(roots, found), found)
    rendered = render(planned, roots, found)
    request.tell("formatting")
    with Scratch() as scratch:
        staged = tidy(rendered, planned.first_party, scratch.folder / "generated", disk, found)
    return mapped(staged, documents)


def mapped(staged: StagedTree, documents: Sequence[Document]) -> LineMap:
    """The line map of a formatted tree and of the documents it was made from."""
    finder, mentions = SourceFinder(documents), Mentions(documents)
    return LineMap(
        {file.path: _mapped(file, finder, mentions) for file in staged.files},
        {document.path: input_nodes(document) for document in documents},
        mentions.users,
    )


def _mapped(file: StagedFile, finder: SourceFinder, mentions: Mentions) -> MappedFile:
    lines = tuple(
        MappedLine(origin.template, origin.line, sources, mentions.of(text, sources))
        for text, origin in zip(file.text.splitlines(), file.lines, strict=False)
        for sources in (
            tuple(mentions.fitting(text, finder.source(place)) for place in origin.places),
        )
    )
    return MappedFile(
        template=file.planned.template,
        digest=file.digest,
        origin=finder.source(file.planned.origin),
        values=frozenset(value for line in lines for value in line.values),
        make=lambda: lines,
    )
