"""The glue of imported agents: wirings that both ends can keep, shared backends and policies."""

import re
from collections.abc import Mapping, Sequence

from qpf.model.glue import GlueSpec, anchor_parts
from qpf.sections.importing.dialects import park
from qpf.sections.importing.edges import Edges
from qpf.sections.importing.fitting import fit_model
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.importing.schemas import Imported

__all__ = ["anchors_in", "canonical_glue", "wired_edges"]

_NAMES = {
    "api_call": "method_names",
    "packet_send": "packet_types",
    "event_observe": "event_subscriptions",
}


def anchors_in(root: Node) -> dict[str, tuple[str, ...]]:
    """Anchors that the glue names, with the channels in their parentheses."""
    anchors = root.get("governance_harmonization", "anchors")
    return dict(anchor_parts(one.text) for one in (anchors.items if anchors is not None else ()))


def wired_edges(root: Node, names: Mapping[str, str], edges: Edges) -> None:
    """An imported wiring says who needs whom, also when it cannot be kept."""
    wirings = root.get("wirings")
    for wiring in wirings.items if wirings is not None else ():
        ends = _ends(wiring, names)
        kind = wiring.get("connection_type")
        if None in ends or kind is None or kind.text == "packet_send":
            continue
        arrow = "->>" if kind.text == "event_observe" else "->"
        edges.add(str(ends[0]), str(ends[1]), arrow, f"wired by {kind.text}", wiring)


def canonical_glue(
    root: Node, agents: Sequence[Imported], names: Mapping[str, str], report: Report
) -> Node:
    """Rewrite a glue file in place; wirings without behaviour at their ends go to a person."""
    fit_model(root, GlueSpec, "", report)
    wirings = root.get("wirings") or root.put("wirings", [])
    by_slug = {agent.slug: agent for agent in agents}
    for wiring in list(wirings.items):
        reason = _reason(wiring, names, by_slug, report)
        if reason:
            wirings.remove(wiring)
            park(wirings, f"wiring {_shown(wiring)}", wiring, reason, report)
    anchors = root.get("governance_harmonization", "anchors")
    for anchor in anchors.items if anchors is not None else ():
        name, _ = anchor_parts(anchor.text)
        anchor.value = name
    version = root.get("version")
    if version is None:
        root.value = {"version": Node("6.0.0", root.place), **root.members}
    return root


def _shown(wiring: Node) -> str:
    ends = [wiring.get(key) for key in ("from_agent", "to_agent")]
    return " to ".join(f"`{end.text}`" if end is not None else "nobody" for end in ends)


def _ends(wiring: Node, names: Mapping[str, str]) -> tuple[str | None, str | None]:
    source, target = (wiring.get(key) for key in ("from_agent", "to_agent"))
    return (
        names.get(folded(source.text)) if source is not None else None,
        names.get(folded(target.text)) if target is not None else None,
    )


def _reason(
    wiring: Node, names: Mapping[str, str], agents: Mapping[str, Imported], report: Report
) -> str:
    source, target = _ends(wiring, names)
    kind = wiring.get("connection_type")
    if source is None or target is None:
        missing = wiring.get("from_agent" if source is None else "to_agent")
        return f"no imported agent is `{missing.text if missing is not None else 'that'}`"
    if kind is None or kind.text not in _NAMES:
        return "it has no `connection_type` of the dialect"
    listed = wiring.get(_NAMES[kind.text])
    offered = _offered(agents[target].root, kind.text)
    wanted = [one.text for one in listed.items] if listed is not None else []
    absent = [name for name in wanted if name not in offered]
    if absent or not wanted:
        what = ", ".join(f"`{name}`" for name in absent[:4]) or wiring.shown
        return f"`{target}` does not offer {what} yet: no operation there"
    for key, slug in (("from_agent", source), ("to_agent", target)):
        wiring.put(key, slug, wiring.get(key))
    _import_path(wiring, agents[target])
    if kind.text == "api_call" and wiring.get("client_module") is None:
        _client(agents[source], target, wiring, report)
    return ""


def _client(caller: Imported, target: str, wiring: Node, report: Report) -> None:
    """A call needs a module of the caller that makes it; one that is there already keeps its."""
    files = caller.root.section("cursorinstructions").members["generatefiles"]
    name = f"{target}_client.py"
    if not caller.id and name not in {file.text for file in files.items}:
        files.items.append(Node(name, wiring.place))
        report.changed(wiring, f"`{name}` is added to `{caller.slug}`: it calls through it")


def _offered(root: Node, kind: str) -> set[str]:
    if kind == "api_call":
        operations = root.get("operations")
        items = operations.items if operations is not None else []
        return {name.text for one in items if (name := one.get("name")) is not None}
    key = ("packets", "in") if kind == "packet_send" else ("events", "publishes")
    listed = root.get("communicationstack", *key)
    items = listed.items if listed is not None else []
    return {(one.get("type") or one).text for one in items}


def _import_path(wiring: Node, target: Imported) -> None:
    """The module of the target that serves the wiring, as its own path."""
    path = wiring.get("import_path")
    files = target.root.section("cursorinstructions").members["generatefiles"].items
    leaf = folded(re.sub(r"\.py$", "", path.text.rpartition("/")[2])) if path is not None else ""
    listed, operations = wiring.get("method_names"), target.root.get("operations")
    called = {one.text for one in (listed.items if listed is not None else ())}
    for one in operations.items if operations is not None else ():
        name, module = one.get("name"), one.get("module")
        if name is not None and module is not None and name.text in called:
            leaf = folded(module.text)
    for file in files:
        if folded(file.text.removesuffix(".py")) == leaf:
            wiring.put("import_path", f"{target.rootpath}/{file.text}", path or wiring)
