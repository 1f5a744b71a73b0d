"""Imported documents join a collection that is there: its map and glue grow, as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.assembling import Assembled
from qpf.sections.importing.growing import Atom, atoms_of, grown, with_notes
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report
from qpf.stages.load import read_document
from qpf.tools.map_entry import with_entry

__all__ = ["Extension", "anchor_of", "extension"]

_OWNER = "Owner"
_NOT_MERGED = ("collection", "distribution", "extraction_sequence", "instances", "strategies")


@dataclass(slots=True)
class Extension:
    """Files that grow: their text with the new positions, and what is added to it.

    `texts` are made again whenever a value is taken out.
    """

    bases: dict[str, str] = field(default_factory=dict)
    atoms: dict[str, list[Atom]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, list[tuple[int, int, Atom]]] = field(default_factory=dict)

    def grow(self, report: Report) -> None:
        """Make the texts; a value that has no place in its file is told and left to a person."""
        for path, base in self.bases.items():
            text, spans = base, list[tuple[int, int, Atom]]()
            for atom in list(self.atoms[path]):
                made = grown(text, atom)
                if made is None:
                    self.atoms[path].remove(atom)
                    words = (
                        f"`{atom.where}` in `{path}` has no lines of its own; add {atom.node.shown}"
                    )
                    report.needs(atom.node, words)
                    continue
                text, at, count = made
                spans = [(s + count if s >= at else s, n, one) for s, n, one in spans]
                spans.append((at, count, atom))
            self.texts[path], self._lines[path] = text, spans

    def blame(self, errors: Sequence[Diagnostic], report: Report) -> bool:
        """Take out the values at which errors stand; False when there is none."""
        guilty: dict[Atom, Diagnostic] = {}
        for error in errors:
            for start, count, atom in self._lines.get(error.place.file, ()):
                if start < error.place.line <= start + count:
                    guilty.setdefault(atom, error)
        for atoms in self.atoms.values():
            for atom in [one for one in atoms if one in guilty]:
                atoms.remove(atom)
                error = guilty[atom]
                words = f"`{atom.where}` {atom.node.shown} is left out: {error.message}"
                report.needs(atom.node, f"{words} ({error.code})")
        if guilty:
            self.grow(report)
        return bool(guilty)

    def tell(self, report: Report) -> None:
        """Say what was added, and where."""
        for path, atoms in self.atoms.items():
            for atom in atoms:
                words = f"{atom.node.shown} is added to `{atom.where}` in `{path}`"
                report.changed(atom.node, words)


def anchor_of(documents: Sequence[Document], collection: str) -> str:
    """The first anchor that the map of a collection knows, or the name for a new one."""
    maps = [d for d in documents if d.kind is DocumentKind.MAP and d.collection == collection]
    shared = maps[0].value.get("shared_configuration") if maps else None
    anchors = shared.get("governance_anchors") if isinstance(shared, dict) else None
    for one in anchors if isinstance(anchors, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str):
            return name
    return _OWNER


def extension(made: Assembled, workspace: Path, report: Report, found: Diagnostics) -> Extension:
    """How the map and the glue of the collection that is joined grow; nothing when none is.

    An order that has no room is an error. A glue file that is not there becomes one of the new
    files of `made`, when anything was imported for it.
    """
    grows = Extension()
    if made.present is None:
        return grows
    for path, (kind, want) in made.wanted.items():
        have = made.present.map if kind is DocumentKind.MAP else made.present.glue
        if have is None:
            if len(want.members) > 2 or want.section("wirings").items or want.notes:
                made.files[path] = (kind, want)
            continue
        text = (workspace / path).read_bytes().decode("utf-8")
        if kind is DocumentKind.MAP:
            text = _ordered(text, path, want, made, report, found)
        atoms = [
            *_inside(text, path, want, made),
            *atoms_of(have, _mergeable(want, kind), path, report),
        ]
        grows.bases[path] = with_notes(text, want, atoms)
        grows.atoms[path] = atoms
    grows.grow(report)
    return grows


def _mergeable(want: Node, kind: DocumentKind) -> Node:
    left = _NOT_MERGED if kind is DocumentKind.MAP else ("version",)
    kept = {key: member for key, member in want.members.items() if key not in left}
    return Node(kept, want.place)


def _inside(text: str, path: str, want: Node, made: Assembled) -> Iterator[Atom]:
    """What an imported map says of the positions, beside agent, file and reason."""
    quiet = Diagnostics()
    document = read_document(path, DocumentKind.MAP, made.collection, text.encode(), quiet)
    sequence = document.value.get("extraction_sequence")
    order = sequence.get("order") if isinstance(sequence, dict) else None
    places = {
        str(one.get("agent")): number
        for number, one in (order.items() if isinstance(order, dict) else ())
        if isinstance(one, dict)
    }
    written = want.get("extraction_sequence", "order")
    for entry in written.members.values() if written is not None else ():
        number = places.get(entry.members["agent"].text)
        for key, member in entry.members.items() if number is not None else ():
            if key not in ("agent", "schema_file", "reason"):
                yield Atom(("extraction_sequence", "order", str(number)), key, member)


def _ordered(
    text: str, path: str, want: Node, made: Assembled, report: Report, found: Diagnostics
) -> str:
    """The map with positions for the new agents, in the order of their edges."""
    order = want.get("extraction_sequence", "order")
    for entry in order.members.values() if order is not None else ():
        agent = entry.members["agent"].text
        document = read_document(
            path, DocumentKind.MAP, made.collection, text.encode(), Diagnostics()
        )
        reason = entry.get("reason")
        longer = with_entry(text, document, agent, reason.text if reason is not None else "")
        if longer is None:
            found.add(facts.import_not_joined(Place(path), agent))
            return text
        text = longer
        place = made.files[f"schemas/{made.collection}/{agent}.yaml"][1].place
        report.changed(place, f"`{agent}` gets a position in `{path}`")
    return text
