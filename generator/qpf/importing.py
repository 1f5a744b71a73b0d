"""The story of an import: files are read, recognised, rewritten, settled by the factory's rules.

Nothing is written here; the caller gets the texts of the canonical files, and the report.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.extending import Extension, anchor_of, extension
from qpf.import_files import read_documents
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.assembling import Assembled, assembled
from qpf.sections.importing.node import Node
from qpf.sections.importing.present import present_in
from qpf.sections.importing.report import Entry, Report
from qpf.sections.importing.settling import settle, spared
from qpf.sections.importing.writing import written
from qpf.stages.expand import expand
from qpf.stages.load import load, read_document
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate
from qpf.tools.shipped import shipped_library, shipped_root

__all__ = ["Import", "import_documents"]

_MOST_ROUNDS = 60
_KINDS = list(DocumentKind)


@dataclass(frozen=True, slots=True)
class Import:
    """The canonical files by path below the workspace, and everything a person should know."""

    collection: str
    texts: Mapping[str, str]
    entries: tuple[Entry, ...]


def import_documents(
    paths: Sequence[Path],
    workspace: Path,
    collection: str,
    found: Diagnostics,
    *,
    is_new: bool = False,
) -> Import:
    """Read files and folders of v6 documents; raises `Stopped` when one cannot be taken.

    `collection` may be empty: then the documents give the name. `workspace` holds what is there
    already; its own faults do not count. Schemas join a collection that is there, unless `is_new`.
    """
    report = Report()
    documents = read_documents(paths, report, found)
    found.stop_if_errors()
    there = load(workspace, Diagnostics(), library=shipped_root(), keep_going=True)
    known = [d for d in there if (workspace / d.path).is_file()] if not is_new else []
    made = assembled(documents, collection, report, found, lambda name: present_in(known, name))
    if made is None:
        raise Stopped
    for path in made.files if not is_new else ():
        if (workspace / path).exists():
            found.add(facts.import_taken(Place(path)))
    found.stop_if_errors()
    grows = extension(made, workspace, report, found)
    found.stop_if_errors()
    texts = _settled(made, grows, there, workspace, report, found)
    found.stop_if_errors()
    grows.tell(report)
    return Import(made.collection, {**texts, **grows.texts}, report.entries)


def _settled(
    made: Assembled,
    grows: Extension,
    there: Sequence[Document],
    workspace: Path,
    report: Report,
    found: Diagnostics,
) -> dict[str, str]:
    texts: dict[str, str] = {}
    errors: list[Diagnostic] = []
    before: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        texts = {
            path: written(node, _head(kind, node)) for path, (kind, node) in made.files.items()
        }
        others = _others(made, grows, there)
        documents, errors = _judged(made, texts, others, workspace)
        own = [error for error in errors if error.place.file in documents]
        if grows.texts and not before and len(own) < len(errors):
            before = {_sense(one) for one in _judged(Assembled("", {}), {}, there, workspace)[1]}
        grown = [e for e in errors if e.place.file in grows.texts and _sense(e) not in before]
        errors = [*own, *grown]
        if not errors:
            return texts
        anchor = anchor_of(others, made.collection)
        is_better = settle(own, documents, made.files, report, anchor) if own else False
        is_better = grows.blame(grown, report) or is_better
        maps = [d for d in others if d.path in grows.texts and d.kind is DocumentKind.MAP]
        if not (is_better or any(spared(grown, one, made.files, report) for one in maps)):
            break
    where = next(iter({**made.files, **made.wanted}.values()))[1].place
    found.add(facts.import_unsettled(Place(where.file), errors))
    return texts


def _sense(error: Diagnostic) -> str:
    return f"{error.place.file}:{error.code}:{error.message}"


def _head(kind: DocumentKind, node: Node) -> str:
    name = {DocumentKind.SCHEMA: "schema", DocumentKind.MAP: "extractor map"}.get(kind, "glue")
    return f"The {name} that `qpf import` read from {Path(node.place.file).name}."


def _others(made: Assembled, grows: Extension, there: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that stay: of other collections, and of this one when it is extended."""
    kept = [d for d in there if made.present is not None or d.collection != made.collection]
    quiet = Diagnostics()
    return tuple(
        (
            read_document(d.path, d.kind, d.collection, grows.texts[d.path].encode(), quiet)
            if d.path in grows.texts
            else d
        )
        for d in kept
    )


def _judged(
    made: Assembled,
    texts: Mapping[str, str],
    others: Sequence[Document],
    workspace: Path,
) -> tuple[dict[str, Document], list[Diagnostic]]:
    """The new documents by path, and all errors of them and the others together."""
    found = Diagnostics()
    own = {
        path: read_document(path, kind, made.collection, texts[path].encode(), found)
        for path, (kind, _) in made.files.items()
    }
    documents = sorted((*others, *own.values()), key=lambda d: (_KINDS.index(d.kind), d.path))
    with suppress(Stopped):
        specs = validate(expand(documents, None, found), found)
        resolve(specs, found, library=shipped_library(), glue=workspace / "glue")
    return own, list(found.errors)
