"""The workspaces that faults are planted into, and what a run finds in them."""

import tomllib
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from emitting import graph_of, read
from places_source import Source

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped
from qpf.model.document import Document
from qpf.stages.load import read_document
from qpf.tools.shipped import KITS, SHIPPED

__all__ = ["Findings", "Workspace", "golden_workspaces", "own_workspaces"]

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one run said; `crash` is the traceback of a run that broke, and empty otherwise."""

    found: tuple[Diagnostic, ...] = ()
    crash: str = ""


@dataclass(frozen=True, eq=False)
class Workspace:
    """One or more collections that are read together."""

    name: str
    root: Path
    documents: tuple[Document, ...] = field(repr=False)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Its own files, not those that the factory brings along."""
        return tuple(
            Source(one.path, one.kind, one.collection, (self.root / one.path).read_text("utf-8"))
            for one in self.documents
            if (self.root / one.path).is_file() and one.collection not in SHIPPED
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything that is written anywhere in it; a slip must not become one of them."""
        return frozenset(
            word
            for source in self.sources
            for node in source.nodes.values()
            for word in (node.text, *node.text.replace(".", " ").split(), node.name)
        )

    def findings(self, changed: Mapping[str, bytes]) -> Findings:
        """What a run finds with some files changed."""
        found = Diagnostics()
        documents: list[Document] = []
        try:
            for one in self.documents:
                data = changed.get(one.path)
                documents.append(
                    one
                    if data is None
                    else read_document(one.path, one.kind, one.collection, data, found)
                )
            graph_of(documents, found, glue=self.root / "glue")
        except Stopped:
            pass
        except Exception:
            return Findings(crash=traceback.format_exc())
        return Findings(found.found)


def _workspace(name: str, root: Path, wanted: Sequence[str] | None = None) -> Workspace:
    found = Diagnostics()
    documents = read(root, found)
    assert not found.has_errors, found.errors
    kept = [one for one in documents if wanted is None or one.collection in wanted]
    return Workspace(name, root, tuple(kept))


def golden_workspaces() -> tuple[Workspace, ...]:
    """The golden cases without faults."""
    return tuple(
        _workspace(file.parent.name, file.parent)
        for file in sorted(GOLDEN.glob("*/pyproject.toml"))
        if not (file.parent / "expected_diagnostics.txt").is_file()
        and "strategy" not in tomllib.loads(file.read_text("utf-8"))["tool"].get("golden", {})
    )


def own_workspaces() -> tuple[Workspace, ...]:
    """The collections of this repository, each with what it stands on."""
    names = sorted(path.stem for path in (ROOT / "extractor_maps").glob("*.yaml"))
    return tuple(
        _workspace(name, ROOT, (name, *SHIPPED, *KITS)) for name in names if name not in SHIPPED
    )
