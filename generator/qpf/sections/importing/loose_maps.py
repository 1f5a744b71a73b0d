"""Other shapes of extractor maps and glue: lists for mappings, mappings for arrows, and back."""

import re

from qpf.model.extraction_map import MapSpec
from qpf.model.glue import GlueSpec, WiringSpec
from qpf.model.shared_configuration import SharedConfiguration
from qpf.sections.fields import keys_of
from qpf.sections.importing.loosening import as_items
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.importing.spelling import respelled

__all__ = ["loosened_glue", "loosened_map"]

_ENTRY = ("agent", "schema_file", "reason", "extract_command", "expected_artifacts")
_ENDS = (
    ("from", "source", "fromagent", "agent", "a"),
    ("to", "target", "toagent", "dependson", "b"),
)
_WIRE = re.compile(
    r"\s*(?P<a>.+?)\s*(?:-+>>?|→)\s*(?P<b>[^()]+?)\s*"
    r"(?:\((?P<kind>[^:()]*?)\s*(?::\s*(?P<names>[^()]*))?\))?\s*"
)
_LISTED = {
    "api_call": "method_names",
    "packet_send": "packet_types",
    "event_observe": "event_subscriptions",
}


def loosened_map(root: Node, report: Report) -> None:
    """Bring an extractor map into the shape of the dialect; values stay as they are."""
    respelled(root, (*keys_of(MapSpec), "parallel_extraction_option"), report)
    sequence = root.get("extraction_sequence")
    if sequence is not None and isinstance(sequence.value, list):
        sequence.value = {"order": Node(sequence.value, sequence.place, sequence.key)}
    if sequence is not None and not isinstance(sequence.value, dict):
        report.needs(sequence, f"`extraction_sequence` cannot be {sequence.shown}")
    order = sequence.get("order") if sequence is not None else None
    if order is not None and isinstance(order.value, list):
        order.value = {str(number): one for number, one in enumerate(order.items, 1)}
        report.changed(order, "`order` becomes a mapping of positions")
    for entry in (order.members if order is not None else {}).values():
        if entry.text:
            entry.value = {"agent": Node(entry.text, entry.place)}
        respelled(entry, _ENTRY, report)
        name = entry.members.pop("name", None)
        if name is not None:
            entry.members.setdefault("agent", name)
    _edges(root, report)
    shared = root.get("shared_configuration")
    if shared is not None:
        respelled(shared, keys_of(SharedConfiguration), report)
        _shared(shared, report)


def _shared(shared: Node, report: Report) -> None:
    anchors = shared.get("governance_anchors")
    for key, one in (anchors.members if anchors is not None else {}).items():
        body = one.members or {"escalation_method": Node(one.value, one.place)}
        one.value = {"name": Node(key, one.key or one.place), **body}
    if anchors is not None and anchors.members:
        anchors.value = list(anchors.members.values())
        report.changed(anchors, "`governance_anchors` becomes a list")
    elif anchors is not None and anchors.text:
        as_items(anchors, "governance_anchors", False, report)
    backends = shared.get("memory_backends")
    for key, one in (backends.members if backends is not None else {}).items():
        if one.text:
            one.value = {"connection": Node(one.text, one.place)}
            report.changed(one, f"`memory_backends.{key}` becomes a mapping with `connection`")


def _edges(root: Node, report: Report) -> None:
    graph = root.get("dependency_graph")
    if graph is None:
        return
    if isinstance(graph.value, list):
        graph.value = {"edges": Node(graph.value, graph.place, graph.key)}
    elif graph.members and not {folded(key) for key in graph.members} & {"edges", "edge"}:
        texts = [
            Node(f"{key} -> {target.text}", target.place)
            for key, targets in graph.members.items()
            for target in targets.items or [targets]
        ]
        report.changed(graph, f"`dependency_graph` becomes {len(texts)} edges")
        graph.value = {"edges": Node(list(texts), graph.place, graph.key)}
    respelled(graph, ("edges",), report)
    edges = graph.get("edges")
    for one in edges.items if edges is not None else ():
        _sentence(one, "({})")
        ends = [_member(one, names) for names in _ENDS]
        if None in ends:
            continue
        words = {folded(key): m.text for key, m in one.members.items() if m.text}
        kind = words.get("type", words.get("kind", "hard"))
        arrow = "->>" if re.search("soft|observe|event|weak|optional", kind.lower()) else "->"
        why = words.get("reason") or words.get("why") or words.get("description") or kind
        before = one.shown
        one.value = f"{ends[0]} {arrow} {ends[1]} ({re.sub('[()]', '', why)})"
        report.changed(one, f"the edge {before} is written `{one.value}`")


def _sentence(node: Node, rest: str = ": {}") -> None:
    """A text with an arrow that an unquoted colon made a mapping becomes one text again."""
    key = next(iter(node.members), "")
    if len(node.members) == 1 and re.search("->|→", key):
        inner = node.members[key].text
        node.value = key + (rest if rest[0] == ":" else f" {rest}").format(inner)


def _member(node: Node, names: tuple[str, ...]) -> str | None:
    for key, member in node.members.items():
        if folded(key) in names and member.text:
            return member.text
    return None


def loosened_glue(root: Node, report: Report) -> None:
    """Bring wirings into mappings with the keys of the dialect."""
    respelled(root, keys_of(GlueSpec), report)
    wirings = root.get("wirings")
    if wirings is not None and isinstance(wirings.value, dict):
        wirings.value = list(wirings.members.values())
        report.changed(wirings, "`wirings` becomes a list")
    for wiring in wirings.items if wirings is not None else ():
        _sentence(wiring)
        match = _WIRE.fullmatch(wiring.text)
        if match is not None:
            _wiring(wiring, match, report)
        respelled(wiring, keys_of(WiringSpec), report)


def _wiring(wiring: Node, match: re.Match[str], report: Report) -> None:
    before, kind = wiring.text, (match["kind"] or "api_call").strip()
    made: dict[str, str | list[str]] = {"from_agent": match["a"], "to_agent": match["b"]}
    made["connection_type"] = kind
    if match["names"] and kind in _LISTED:
        made[_LISTED[kind]] = [name.strip() for name in match["names"].split(",")]
    wiring.value = {}
    for key, value in made.items():
        wiring.put(key, [*value] if isinstance(value, list) else value)
    report.changed(wiring, f"the wiring `{before}` is written {wiring.shown}")
