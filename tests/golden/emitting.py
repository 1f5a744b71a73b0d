"""One workspace from its files to its formatted tree, in this process and without gates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.artifact import RenderedFile, StagedTree
from qpf.model.document import Document
from qpf.model.graph import Graph
from qpf.model.pack import Pack
from qpf.model.plan import Plan
from qpf.stages.expand import expand
from qpf.stages.load import load
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.stages.resolve import resolve
from qpf.stages.tidy import tidy
from qpf.stages.validate import validate
from qpf.tools.filesystem import LocalDisk
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots
from qpf.tools.shipped import KITS, SHIPPED, shipped_library, shipped_root

__all__ = [
    "Emission",
    "emitted",
    "emitted_tree",
    "graph_of",
    "packs_once",
    "read",
    "rendered",
]


@dataclass(frozen=True, slots=True)
class Emission:
    """A formatted tree: the text of each file by its path below the output folder."""

    files: dict[str, str]
    first_party: tuple[str, ...]

    @property
    def modules(self) -> dict[str, str]:
        """The Python files."""
        return {path: text for path, text in self.files.items() if path.endswith(".py")}


def read(workspace: Path, found: Diagnostics) -> tuple[Document, ...]:
    """All documents of a workspace and of the core it stands on."""
    return load(workspace, found, library=shipped_root(), keep_going=True)


def graph_of(
    documents: Sequence[Document],
    found: Diagnostics,
    *,
    strategy: str | None = None,
    glue: Path | None = None,
) -> Graph:
    """Documents bound to a graph; raises `Stopped` when anything is wrong."""
    specs = validate(expand(tuple(documents), strategy, found), found)
    return resolve(specs, found, library=shipped_library(), glue=glue)


def emitted(graph: Graph, folder: Path, found: Diagnostics, *, core: bool = False) -> Emission:
    """A graph's own collections as formatted text, with the core when asked for."""
    staged = emitted_tree(graph, folder, found, core=core)
    return Emission(_texts(staged), tuple(staged.first_party))


def emitted_tree(
    graph: Graph, folder: Path, found: Diagnostics, *, core: bool = False, kits: bool = True
) -> StagedTree:
    """A graph's own collections in a staging folder below `folder`."""
    left_out = (*(() if core else SHIPPED), *(() if kits else KITS))
    planned, files = _printed(graph, folder, found, left_out)
    return tidy(files, planned.first_party, folder / "staging", LocalDisk(), found)


def rendered(graph: Graph, folder: Path, found: Diagnostics) -> tuple[RenderedFile, ...]:
    """The files of a graph's own collections as the templates print them; nothing is formatted."""
    return _printed(graph, folder, found, SHIPPED)[1]


def _printed(
    graph: Graph, folder: Path, found: Diagnostics, left_out: Sequence[str]
) -> tuple[Plan, tuple[RenderedFile, ...]]:
    names = tuple(one.name for one in graph.collections if one.name not in left_out)
    planned = plan(graph, packs_once(), found, names)
    return planned, render(planned, pack_roots(), found, _template_cache(folder))


def _texts(staged: StagedTree) -> dict[str, str]:
    return {file.path: file.text for file in staged.files}


def _template_cache(folder: Path) -> Path:
    """One cache of compiled templates for all workspaces that stand beside each other."""
    return folder.parent / "templates"


@cache
def packs_once() -> tuple[Pack, ...]:
    """The packs, read once for all tests of a process."""
    found = Diagnostics()
    packs = tuple(read_packs(pack_roots(), found))
    if found.has_errors:
        raise Stopped
    return packs
