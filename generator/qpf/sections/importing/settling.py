"""Leaves out what the factory's own rules refuse, until nothing is refused."""

from collections.abc import Iterable, Mapping

from qpf.diagnostics.diagnostic import Diagnostic
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.behaviour import fallback
from qpf.sections.importing.dialects import noted
from qpf.sections.importing.expected import STANDARD
from qpf.sections.importing.fitting import fit_model
from qpf.sections.importing.node import Node, plainly
from qpf.sections.importing.report import Report
from qpf.sections.registry import mandatory_sections
from qpf.tools.input_nodes import SourceFinder

__all__ = ["settle", "spared"]

_NO_ANCHOR, _NEVER_REACHED = "QPF401", "QPF407"
_OWNER = "Owner"


def settle(
    errors: Iterable[Diagnostic],
    documents: Mapping[str, Document],
    trees: Mapping[str, tuple[DocumentKind, Node]],
    report: Report,
    anchor: str = _OWNER,
) -> bool:
    """Leave out every value an error stands at; False when none of them can be.

    `anchor` is known to a map that is not among `trees`; it stands in where none is left.
    """
    faults: list[tuple[Diagnostic, str, Node]] = []
    for error in errors:
        path = error.place.file
        if path in trees:
            pointer = SourceFinder([documents[path]]).source(error.place).pointer
            faults.append((error, pointer, trees[path][1]))
    meant = [(error, pointer, root, root.at(pointer)) for error, pointer, root in faults]
    maps = [root for kind, root in trees.values() if kind is DocumentKind.MAP]
    written_map = maps[0] if maps else None
    settled = [_settled(*one, written_map, report, anchor) for one in meant]
    return any(settled)


def spared(
    errors: Iterable[Diagnostic],
    extractor_map: Document,
    trees: Mapping[str, tuple[DocumentKind, Node]],
    report: Report,
) -> bool:
    """Shield new schemas from defaults of a map that are only for the agents there.

    A list among the defaults that an error stands at becomes empty in each schema that has none
    of its own; False when there is no such default.
    """
    is_any = False
    for error in errors:
        pointer = SourceFinder([extractor_map]).source(error.place).pointer
        steps = pointer.split("/")[1:]
        if error.place.file != extractor_map.path or len(steps) < 3 or steps[0] != "defaults":
            continue
        default = extractor_map.value["defaults"]
        value = default[steps[1]] if isinstance(default, dict) else None
        if not isinstance(value, dict) or not isinstance(value.get(steps[2]), list):
            continue
        for kind, root in trees.values():
            section = root.section(steps[1])
            if kind is DocumentKind.SCHEMA and section.get(steps[2]) is None:
                section.put(steps[2], [])
                name = f"{steps[1]}.{steps[2]}"
                report.changed(section, f"`{name}` is empty: the defaults of the map do not fit")
                is_any = True
    return is_any


def _settled(
    error: Diagnostic,
    pointer: str,
    root: Node,
    node: Node | None,
    written_map: Node | None,
    report: Report,
    anchor: str,
) -> bool:
    if error.code == _NO_ANCHOR:
        return _owned(root, written_map, report, anchor)
    if error.code == _NEVER_REACHED:
        fallback(root, report)
        return True
    parent = root.at(pointer.rpartition("/")[0])
    if node is None or not pointer or parent is None:
        return False
    section = root.at("/" + pointer.split("/")[1])
    if not (parent.remove(node) if parent is not root else _renew(root, pointer[1:], report)):
        return False
    words = f"left out: {error.message} ({error.code})"
    is_shown = bool(node.text) and node.text in error.message
    report.needs(node, words if is_shown else f"{words}: {node.shown}")
    if section is not None and section is not node:
        name = pointer[1:].replace("/", ".")
        section.notes.append(noted(f"`{name}` {node.text}".rstrip(), error.message, node))
    return True


def _owned(root: Node, written_map: Node | None, report: Report, anchor: str) -> bool:
    """Name an anchor where none is left, and define it in a map that is being made."""
    governance = root.section("governance")
    governance.put("anchors", [anchor])
    report.needs(governance, f"nobody is named in `governance.anchors`; `{anchor}` is set")
    if written_map is None:
        return True
    anchors = written_map.section("shared_configuration")
    known = anchors.get("governance_anchors") or anchors.put("governance_anchors", [])
    names = {name.text for one in known.items if (name := one.get("name")) is not None}
    if anchor not in names:
        fresh = plainly({"name": anchor, "channels": ["log"]}, governance.place)
        known.items.append(fresh)
    return True


def _renew(root: Node, key: str, report: Report) -> bool:
    """Take a top-level entry out; a mandatory section begins anew instead."""
    member = root.members.get(key)
    section = next((s for s in mandatory_sections() if s.name == key and not s.flat), None)
    if member is None or (section is not None and not member.members):
        return False
    standard = STANDARD.get(("SystemSpec", key))
    if section is None and standard is not None and member.value != standard:
        root.put(key, standard, member)
        return True
    if section is None:
        return root.remove(member)
    fresh = root.put(key, {}, member)
    fit_model(fresh, section.spec, key, report)
    return fresh.plain() != member.plain()
