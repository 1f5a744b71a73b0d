"""A run that publishes and judges nothing: which line came from where."""

import tempfile
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.artifact import StagedFile
from qpf.model.line_map import LineMap, MappedFile, MappedLine
from qpf.model.request import Request
from qpf.pipeline import LOCAL, understand
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.fast_path import inputs_state
from qpf.tools.filesystem import Disk
from qpf.tools.input_nodes import SourceFinder, input_nodes
from qpf.tools.line_map_store import read_line_map, write_line_map
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots

__all__ = ["CACHE", "line_map"]

CACHE = "cache/lines.json"
"""The file of the stored map in the private folder of a workspace."""


def line_map(request: Request, found: Diagnostics, disk: Disk = LOCAL) -> LineMap:
    """The origin of every line that the inputs give today; raises `Stopped` when they are wrong.

    Nothing of the workspace but a cache is written, so no lock is held: another run may go on.
    Only what stops it is reported; warnings are the business of `qpf validate`.
    """
    roots = pack_roots()
    state = f"{request.strategy} {inputs_state(request, roots)}"
    stored = read_line_map(request.private / CACHE, state)
    if stored is not None:
        return stored
    own = Diagnostics()
    try:
        made = _emitted(request, roots, own, disk)
    except Stopped:
        found.extend(own.errors)
        raise
    write_line_map(request.private / CACHE, state, made, disk)
    return made


def _emitted(request: Request, roots: tuple[Path, ...], found: Diagnostics, disk: Disk) -> LineMap:
    graph, documents = understand(request, found)
    request.tell("rendering")
    planned = plan(graph, read_packs(roots, found), found)
    rendered = render(planned, roots, found)
    request.tell("formatting")
    with tempfile.TemporaryDirectory(prefix="qpf-trace-") as folder:
        staged = tidy(rendered, planned.first_party, Path(folder), disk, found)
    finder = SourceFinder(documents)
    return LineMap(
        {file.path: _mapped(file, finder) for file in staged.files},
        {document.path: input_nodes(document) for document in documents},
    )


def _mapped(file: StagedFile, finder: SourceFinder) -> MappedFile:
    lines = (
        MappedLine(line.template, line.line, tuple(map(finder.source, line.places)))
        for line in file.lines
    )
    return MappedFile(
        template=file.planned.template,
        digest=file.digest,
        origin=finder.source(file.planned.origin),
        lines=tuple(lines),
    )
