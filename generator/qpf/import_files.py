"""The files an import reads: those that are named, and what folders hold."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.sections.importing.containers import parts_of, text_of
from qpf.sections.importing.mending import read_part
from qpf.sections.importing.recognising import Found, documents_of
from qpf.sections.importing.report import Report
from qpf.sections.importing.unwrapping import unwrapped

__all__ = ["read_documents"]

_SUFFIXES = (".yaml", ".yml", ".json", ".md", ".markdown")
_FOREIGN = "QPF173"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    is_named: bool


def read_documents(paths: Sequence[Path], report: Report, found: Diagnostics) -> list[Found]:
    """The documents in files and, at any depth, in folders.

    A file that is named must hold one. One that only lies in a folder and holds none is told in
    the report, unless there is no document at all: then it is an error as well.
    """
    documents: list[Found] = []
    foreign = Diagnostics()
    for file in _files(paths):
        own = Diagnostics()
        documents += _read(file.path, report, own)
        is_foreign = {one.code for one in own.found} == {_FOREIGN}
        if file.is_named or not is_foreign:
            found.extend(own.found)
            continue
        foreign.extend(own.found)
        for one in own.found:
            report.dropped(one.place, f"{one.message}; the file is passed over")
    if not documents and not found.has_errors:
        found.extend(foreign.found)
    return documents


def _files(paths: Sequence[Path]) -> Iterator[_File]:
    seen: set[Path] = set()
    for path in paths:
        inner = sorted(_below(path)) if path.is_dir() else []
        for one in inner or [path]:
            if one not in seen:
                seen.add(one)
                yield _File(one, one is path)


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in names:
            if not name.startswith(".") and name.lower().endswith(_SUFFIXES):
                yield Path(root) / name


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
    for other in roots:
        if not isinstance(other.value, dict):
            report.dropped(other, f"a part that is no mapping is left out: {other.shown}")
    return documents_of(name, mappings, report, found)
