"""What a read part is, and which parts of a file make one document."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import DocumentKind, Origins
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.importing.unwrapping import GLUE_MARKS, IDENTITY, MAP_MARKS, schema_marks
from qpf.tools.dialects import dialect_finding

__all__ = ["Found", "documents_of"]

_KEYS = {DocumentKind.MAP: MAP_MARKS, DocumentKind.GLUE: GLUE_MARKS}


@dataclass(slots=True)
class Found:
    """A document among the imported ones."""

    kind: DocumentKind
    root: Node
    stem: str
    taken: set[str] = field(default_factory=set)


def documents_of(path: str, roots: list[Node], report: Report, found: Diagnostics) -> list[Found]:
    """The documents in a file's parts, in their order; an error when there is none."""
    documents: list[Found] = []
    strays: list[Node] = []
    for root in roots:
        kind = _kind(root)
        keys = {folded(key) for key in root.members}
        same = next((d for d in reversed(documents) if d.kind is kind), None)
        if kind is None and not documents:
            strays.append(root)
        elif kind is None:
            _joined(documents[-1], root, keys, report)
        elif same is None or (keys & same.taken & IDENTITY and kind is DocumentKind.SCHEMA):
            documents.append(Found(kind, root, PurePosixPath(path).stem, keys))
        else:
            _joined(same, root, keys, report)
    if documents:
        for stray in strays:
            _joined(documents[0], stray, {folded(key) for key in stray.members}, report)
    elif roots:
        found.add(facts.import_foreign(roots[0].place, _foreign(roots)))
    else:
        found.add(facts.import_foreign(Place(path), "without YAML"))
    return documents


def _kind(root: Node) -> DocumentKind | None:
    keys = {folded(key) for key in root.members}
    for kind, marks in _KEYS.items():
        if keys & marks:
            return kind
    known = schema_marks(keys)
    is_schema = bool(known) or len(keys & IDENTITY) >= 2 or "learningsystem" in keys
    return DocumentKind.SCHEMA if is_schema and not _is_foreign(root, known) else None


def _is_foreign(root: Node, known: set[str]) -> bool:
    return len(known) < 2 and _foreign_words(root) is not None


def _foreign_words(root: Node) -> str | None:
    value = root.plain()
    if not isinstance(value, dict):
        return None
    finding = dialect_finding(DocumentKind.SCHEMA, "", value, Origins({"": root.place}))
    if finding is None or finding.code != "QPF153":
        return None
    return finding.message.removeprefix("the document is ").partition(":")[0]


def _foreign(roots: list[Node]) -> str:
    for root in roots:
        words = _foreign_words(root)
        if words is not None:
            return words
    keys = [f"`{key}`" for root in roots for key in root.members][:4]
    return f"YAML of another kind (it holds {', '.join(keys)})" if keys else "no mapping"


def _joined(document: Found, root: Node, keys: set[str], report: Report) -> None:
    report.changed(root.place, f"the part is joined to the document above ({len(keys)} keys)")
    spelled = {folded(key): key for key in document.root.members}
    for key, member in root.members.items():
        known = document.root.members.get(spelled.get(folded(key), key))
        if known is None:
            document.root.members[key] = member
        elif known.plain() == member.plain():
            report.changed(member, f"the head `{key}` is repeated; kept once")
        elif isinstance(known.value, dict) and isinstance(member.value, dict):
            for name, inner in member.value.items():
                other = known.value.setdefault(name, inner)
                if other.plain() != inner.plain():
                    words = f"`{key}.{name}` stands in two parts; the first is kept, not"
                    report.needs(inner, f"{words} {inner.shown}")
            report.changed(member, f"`{key}` stands in two parts; both are merged")
        else:
            report.needs(
                member, f"`{key}` stands in two parts; the first is kept, not {member.shown}"
            )
    document.taken |= keys
