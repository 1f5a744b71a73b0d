"""The first half of the story: files become a graph in which every name is bound."""

from collections.abc import Mapping

from qpf.diagnostics.catalogue.suppressing import unused_mark
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document
from qpf.model.graph import Graph
from qpf.model.request import Request
from qpf.stages.expand import expand
from qpf.stages.load import load
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate
from qpf.tools.shipped import shipped_library, shipped_root

__all__ = ["read", "understand"]


def read(
    request: Request, found: Diagnostics, instead: Mapping[str, bytes] | None = None
) -> tuple[Document, ...]:
    """All documents of the workspace and of the core; those with faults are reported.

    `instead` gives, by path, what counts in place of a file.
    """
    request.tell("reading")
    return load(request.workspace, found, library=shipped_root(), keep_going=True, instead=instead)


def understand(
    request: Request,
    found: Diagnostics,
    instead: Mapping[str, bytes] | None = None,
    documents: tuple[Document, ...] = (),
) -> tuple[Graph, tuple[Document, ...]]:
    """From files, or documents read already, to a graph; `Stopped` when anything is wrong.

    `instead` gives, by path, what counts in place of a file.
    """
    documents = documents or read(request, found, instead)
    specs = validate(expand(documents, request.strategy, found), found)
    own = request.workspace / "glue"
    graph = resolve(specs, found, library=shipped_library(), glue=own)
    if request.strategy is None:
        # Another strategy may have what a mark excuses
        found.extend(unused_mark(mark.place, code) for mark, code in found.unused_marks)
    return graph, documents
