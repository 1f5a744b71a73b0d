"""Workspace -> documents: every schema, map and glue file, read with the places of its nodes.

The only stage before rendering that touches the disk. A file with faults is still returned, not
whole, when the caller wants to look for faults in the others as well.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from qpf.diagnostics.catalogue import input_files, input_text, input_yaml
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Document, DocumentKind, Origins, Plain
from qpf.tools.dialects import dialect_finding
from qpf.tools.shipped import KITS, SHIPPED
from qpf.tools.source_text import text_from_bytes
from qpf.tools.suppressions import read_marks
from qpf.tools.workspace_files import InputFile, input_files_in, shipped_files_in
from qpf.tools.yaml_reader import read_yaml
from qpf.tools.yaml_tree import YamlTree

__all__ = ["load", "read_document"]

_COUNTED_KEYS = {DocumentKind.MAP: frozenset({"/extraction_sequence/order"})}


def load(
    workspace: Path,
    found: Diagnostics,
    *,
    library: Path | None = None,
    keep_going: bool = False,
    instead: Mapping[str, bytes] | None = None,
) -> tuple[Document, ...]:
    """All documents of a workspace: schemas, then maps, then glue, each kind by path.

    `library` holds collections that the factory brings along, used where the workspace has none
    of that name. Raises `Stopped` at faults, unless `keep_going`: then all documents are returned,
    and those with faults say `is_whole` false. `instead` gives, by path, what is read in place of
    a file of the workspace.
    """
    documents = _documents(input_files_in(workspace, found), found, instead or {})
    if library is not None and library.resolve() != workspace.resolve():
        absent = _wanted(documents) - {document.collection for document in documents}
        documents += _documents(shipped_files_in(library, absent), found, {})
    if not keep_going:
        found.stop_if_errors()
    kinds = list(DocumentKind)
    return tuple(sorted(documents, key=lambda one: (kinds.index(one.kind), one.path)))


def _documents(
    files: Iterable[InputFile], found: Diagnostics, instead: Mapping[str, bytes]
) -> list[Document]:
    read = (_loaded(file, found, instead.get(file.path)) for file in files)
    return [document for document in read if document is not None]


def _wanted(documents: Iterable[Document]) -> set[str]:
    """The core, and the kits that a map says its collection stands on."""
    wanted = set(SHIPPED)
    for document in documents:
        distribution = document.value.get("distribution")
        named = distribution.get("stands_on") if isinstance(distribution, dict) else None
        wanted |= {one for one in named if one in KITS} if isinstance(named, list) else set()
    return wanted


def _loaded(file: InputFile, found: Diagnostics, instead: bytes | None) -> Document | None:
    try:
        data = (file.root / file.path).read_bytes() if instead is None else instead
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        found.add(input_files.unreadable_file(Place(file.path), reason))
        return None
    return read_document(file.path, file.kind, file.collection, data, found)


def read_document(
    path: str, kind: DocumentKind, collection: str, data: bytes, found: Diagnostics
) -> Document:
    """One file's bytes as a document; with faults it is not whole, and perhaps empty."""
    own = Diagnostics()
    text = text_from_bytes(path, data, own)
    if text is not None:
        found.excuse(read_marks(path, text, found))
    tree = _tree_of(path, kind, text, own) if text is not None else None
    value: dict[str, Plain] = {}
    origins = Origins({"": Place(path)})
    if tree is not None and isinstance(tree.value, dict):
        value, origins = tree.value, tree.origins
        finding = dialect_finding(kind, collection, value, origins)
        own.extend([finding] if finding is not None else [])
    found.extend(own.found)
    return Document(
        path=path,
        kind=kind,
        collection=collection,
        value=value,
        origins=origins,
        digest=hashlib.sha256(data).hexdigest(),
        is_whole=not own.has_errors,
    )


def _tree_of(path: str, kind: DocumentKind, text: str, found: Diagnostics) -> YamlTree | None:
    counted = _COUNTED_KEYS.get(kind, frozenset())
    tree = read_yaml(path, text, found, integer_keys=counted, is_damaged=found.has_errors)
    if tree is not None and isinstance(tree.value, dict):
        return tree
    if found.has_errors:
        return None
    if tree is None or tree.value is None:
        found.add(input_text.empty_file(Place(path)))
    else:
        found.add(input_yaml.root_not_mapping(tree.origins.at(""), _kind_of(tree.value)))
    return None


def _kind_of(value: Plain) -> str:
    if isinstance(value, list):
        return "a list"
    return "one line of text" if isinstance(value, str) else f"the value `{json.dumps(value)}`"
