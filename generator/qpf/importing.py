"""The story of an import: files are read, recognised, rewritten, settled by the factory's rules.

Nothing is written here; the caller gets the texts of the canonical files, and the report.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.extending import anchor_of, extension
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.assembling import Assembled, assembled
from qpf.sections.importing.containers import parts_of, text_of
from qpf.sections.importing.mending import read_part
from qpf.sections.importing.node import Node
from qpf.sections.importing.recognising import Found, documents_of
from qpf.sections.importing.report import Entry, Report
from qpf.sections.importing.settling import settle
from qpf.sections.importing.unwrapping import unwrapped
from qpf.sections.importing.writing import written
from qpf.stages.expand import expand
from qpf.stages.load import load, read_document
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate
from qpf.tools.shipped import shipped_library, shipped_root

__all__ = ["Import", "import_documents"]

_MOST_ROUNDS = 60
_SUFFIXES = (".yaml", ".yml", ".md", ".markdown")
_KINDS = list(DocumentKind)


@dataclass(frozen=True, slots=True)
class Import:
    """The canonical files by path below the workspace, and everything a person should know.

    `extended` are those of `texts` that were there before and keep what they held.
    """

    collection: str
    texts: Mapping[str, str]
    entries: tuple[Entry, ...]
    extended: frozenset[str] = frozenset()


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
    documents = [one for path in _files(paths) for one in _read(path, report, found)]
    found.stop_if_errors()
    made = assembled(documents, collection, report, found)
    if made is None:
        raise Stopped
    there = load(workspace, Diagnostics(), library=shipped_root(), keep_going=True)
    grown = {} if is_new else extension(made, documents, there, workspace, report, found)
    found.stop_if_errors()
    texts = _settled(made, grown, there, workspace, report, found)
    found.stop_if_errors()
    return Import(made.collection, {**texts, **grown}, report.entries, frozenset(grown))


def _files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        inner = sorted(path.iterdir()) if path.is_dir() else [path]
        files += [f for f in inner if f is path or f.suffix.lower() in _SUFFIXES]
        files += [path] if path.is_dir() and not files else []
    return list(dict.fromkeys(files))


def _read(path: Path, report: Report, found: Diagnostics) -> list[Found]:
    name = path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        found.add(facts.import_unreadable(Place(name), reason))
        return []
    text = text_of(name, data, report, found)
    if text is None:
        return []
    own = Diagnostics()
    parts = parts_of(name, text, report)
    read = [node for part in parts if (node := read_part(part, report, own)) is not None]
    roots = [root for node in read for root in unwrapped(node, report)]
    found.extend(own.found)
    if own.has_errors and not roots:
        return []
    mappings = [root for root in roots if isinstance(root.value, dict)]
    if roots and not mappings:
        found.add(facts.import_foreign(roots[0].place, "no mapping"))
        return []
    return documents_of(name, mappings, report, found)


def _settled(
    made: Assembled,
    grown: Mapping[str, str],
    there: Sequence[Document],
    workspace: Path,
    report: Report,
    found: Diagnostics,
) -> dict[str, str]:
    others = _others(made, grown, there)
    texts: dict[str, str] = {}
    errors: list[Diagnostic] = []
    for _ in range(_MOST_ROUNDS):
        texts = {
            path: written(node, _head(kind, node)) for path, (kind, node) in made.files.items()
        }
        documents, errors = _judged(made, texts, others, workspace)
        if not errors:
            return texts
        if not settle(errors, documents, made.files, report, anchor_of(others, made.collection)):
            break
    where = next(iter(made.files.values()))[1].place
    found.add(facts.import_unsettled(Place(where.file), errors))
    return texts


def _head(kind: DocumentKind, node: Node) -> str:
    name = {DocumentKind.SCHEMA: "schema", DocumentKind.MAP: "extractor map"}.get(kind, "glue")
    return f"The {name} that `qpf import` read from {Path(node.place.file).name}."


def _others(
    made: Assembled, grown: Mapping[str, str], there: Sequence[Document]
) -> tuple[Document, ...]:
    """The documents that stay: of other collections, and of this one when it is extended."""
    kept = [d for d in there if grown or d.collection != made.collection]
    quiet = Diagnostics()
    return tuple(
        (
            read_document(d.path, d.kind, d.collection, grown[d.path].encode(), quiet)
            if d.path in grown
            else d
        )
        for d in kept
    )


def _judged(
    made: Assembled, texts: Mapping[str, str], others: Sequence[Document], workspace: Path
) -> tuple[dict[str, Document], list[Diagnostic]]:
    found = Diagnostics()
    own = {
        path: read_document(path, kind, made.collection, texts[path].encode(), found)
        for path, (kind, _) in made.files.items()
    }
    documents = sorted((*others, *own.values()), key=lambda d: (_KINDS.index(d.kind), d.path))
    with suppress(Stopped):
        # The errors are in `found`; those of other collections are not this import's.
        specs = validate(expand(documents, None, found), found)
        resolve(specs, found, library=shipped_library(), glue=workspace / "glue")
    return own, [error for error in found.errors if error.place.file in own]
