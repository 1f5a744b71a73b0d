"""The extractor map of imported agents: from the imported one, or made for them."""

import re
from collections.abc import Collection, Mapping, Sequence

from qpf.model.document import Plain
from qpf.model.extraction_map import MapSpec
from qpf.sections.importing.anchoring import channels_in
from qpf.sections.importing.edges import Edges
from qpf.sections.importing.fitting import fit_model
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.present import Present
from qpf.sections.importing.report import Report
from qpf.sections.importing.schemas import Imported

__all__ = ["canonical_map", "finder"]

_KEPT = ("title", "purpose", "version", "post_extraction_steps", "defaults", "parameters")
_OWN = ("distribution", "instances", "strategies")


def finder(agents: Sequence[Imported], order: Node | None) -> Mapping[str, str]:
    """Folded names, aliases and folders -> the id of an agent."""
    names: dict[str, str] = {}
    for agent in agents:
        folder = agent.rootpath.rpartition("/")[2]
        system = agent.root.get("system")
        words = [agent.slug, agent.name, folder, agent.rootpath, agent.stem]
        words += [system.text] if system is not None else []
        for word in words:
            names.setdefault(folded(word), agent.slug)
    for entry in (order.members if order is not None else {}).values():
        title, file = entry.get("agent"), entry.get("schema_file")
        stem = folded(re.sub(r"\.ya?ml$", "", file.text.rpartition("/")[2])) if file else ""
        known = names.get(stem) or names.get(folded(title.text if title else ""))
        if known is not None and title is not None:
            names.setdefault(folded(title.text), known)
            for word in title.text.split():
                if len(word) > 3 and folded(word) not in _COMMON:
                    names.setdefault(folded(word), known)
    return names


_COMMON = frozenset({"agent", "core", "service", "adapter", "tensor", "system", "domain"})


def canonical_map(
    root: Node,
    agents: Sequence[Imported],
    collection: str,
    edges: Edges,
    report: Report,
    present: Present | None = None,
) -> Node:
    """The map of a collection; `root` is the imported one, or an empty mapping.

    `present` is the collection that the agents join.
    """
    made = Node({}, root.place)
    made.put("collection", collection)
    for key in _KEPT:
        node = root.members.pop(key, None)
        if node is not None:
            made.members[key] = node
    if present is None:
        _heads(made, agents, collection)
        package = agents[0].rootpath.partition("/")[0].lower()
        made.put("distribution", _distribution(collection, package))
    for key in _OWN:
        node = root.members.pop(key, None)
        if node is not None and isinstance(node.value, dict):
            made.members[key] = node
    graph = root.members.pop("dependency_graph", None)
    written = graph.get("edges") if graph is not None else None
    for edge in written.items if written is not None else ():
        edges.read(edge)
    sequence = root.members.pop("extraction_sequence", None)
    order = sequence.get("order") if sequence is not None else None
    made.put("extraction_sequence", {"order": {}})
    known = present.agents if present is not None else ()
    _order(made, order, agents, known, edges, report)
    defined = present.anchors if present is not None else frozenset()
    shared = root.members.pop("shared_configuration", None)
    _shared(made, shared, [*agents, *known], defined, report)
    if edges.found:
        made.put("dependency_graph", {"edges": []}).members["edges"].value = edges.texts()
    _rest(made, root, report)
    fit_model(made, MapSpec, "", report)
    return made


def _heads(made: Node, agents: Sequence[Imported], collection: str) -> None:
    words = collection.replace("_", " ")
    made.members.setdefault("title", Node(words.title(), made.place))
    names = ", ".join(agent.name for agent in agents)
    made.members.setdefault("purpose", Node(f"To extract {names}.", made.place))
    made.members.setdefault("version", Node("6.0.0", made.place))


def _distribution(collection: str, package: str) -> Plain:
    plain = collection.replace("_", "-").strip("-")
    return {
        "name": plain if plain.endswith("agents") else f"{plain}-agents",
        "package": package,
        "version": "0.1.0",
        "python": ">=3.11",
        "summary": "Agents imported from v6 documents.",
    }


def _order(
    made: Node,
    order: Node | None,
    agents: Sequence[Imported],
    known: Sequence[Imported],
    edges: Edges,
    report: Report,
) -> None:
    names = finder([*agents, *known], order)
    there = {one.slug for one in known}
    entries: dict[str, Node] = {}
    for entry in (order.members if order is not None else {}).values():
        title = entry.get("agent")
        file = entry.get("schema_file")
        texts = [node.text for node in (file, title) if node is not None]
        stems = [re.sub(r"\.ya?ml$", "", text.rpartition("/")[2]) for text in texts]
        slug = next((names[folded(s)] for s in stems if folded(s) in names), None)
        if slug is None:
            called = (title or entry).text or "an agent"
            words = f"is left out: its schema is not imported: {entry.shown}"
            report.needs(title or entry, f"`{called}` {words}")
        elif slug in there:
            report.dropped(title or entry, f"`{slug}` has its position already: {entry.shown}")
        elif slug not in entries:
            entries[slug] = entry
    slugs = [*entries, *(agent.slug for agent in agents if agent.slug not in entries)]
    into = made.members["extraction_sequence"].members["order"]
    by_slug = {agent.slug: agent for agent in agents}
    for number, slug in enumerate(edges.ordered(slugs), 1):
        into.put(str(number), _entry(entries.get(slug), by_slug[slug], report))


def _entry(written: Node | None, agent: Imported, report: Report) -> Node:
    place = written or agent.root
    made = Node({}, place.place, place.key)
    made.put("agent", agent.slug)
    made.put("schema_file", f"{agent.slug}.yaml")
    if written is None:
        made.put("reason", "No map gave its place.")
        report.changed(agent.root.members["name"], f"`{agent.slug}` gets a place in the order")
        return made
    for key in ("reason", "expected_artifacts", "validation_checklist"):
        node = written.get(key)
        if node is not None:
            made.members[key] = node
    command = written.get("extract_command")
    if command is not None:
        words = f"`qpf extract` takes its place: {command.shown}"
        report.dropped(command, f"`extract_command`: {words}")
    _artifacts(made.get("expected_artifacts"), agent, report)
    return made


def _artifacts(artifacts: Node | None, agent: Imported, report: Report) -> None:
    files = agent.root.section("cursorinstructions")
    modules, docs = files.members["generatefiles"].items, files.members["generatedocs"].items
    counts = {"Python module": len(modules) - 1, "documentation file": len(docs)}
    for node in list(artifacts.items) if artifacts is not None else ():
        match = re.fullmatch(r"(\d+)\s+(Python module|documentation file)s?", node.text)
        if match is not None and int(match[1]) != counts[match[2]]:
            right = f"{counts[match[2]]} {match[2]}s"
            report.changed(node, f"`{node.text}` becomes `{right}`, what the schema now gives")
            node.value = right


def _shared(
    made: Node,
    shared: Node | None,
    agents: Sequence[Imported],
    defined: Collection[str],
    report: Report,
) -> None:
    node = shared if shared is not None and isinstance(shared.value, dict) else Node({}, made.place)
    made.members["shared_configuration"] = node
    anchors = node.get("governance_anchors") or node.put("governance_anchors", [])
    known = set(defined)
    for anchor in anchors.items:
        if anchor.text:
            anchor.value = {"name": Node(anchor.text, anchor.place)}
        method = anchor.members.pop("escalation_method", None)
        name = anchor.get("name")
        called = name.text if name is not None else "an anchor"
        known.add(called)
        if anchor.get("channels") is None:
            channels = channels_in(method.text) if method is not None else ()
            say = report.changed if channels else report.needs
            say(method or anchor, f"`{called}` is reached by {', '.join(channels) or 'log'}")
            anchor.put("channels", [*channels] or ["log"], method)
    for agent in agents:
        for called, channels in agent.anchors.items():
            if called not in known:
                known.add(called)
                _anchor(anchors, agent, called, channels, report)


def _anchor(
    anchors: Node, agent: Imported, name: str, channels: Sequence[str], report: Report
) -> None:
    where = agent.root.get("governance", "anchors") or agent.root
    fresh = Node({}, where.place, where.key)
    fresh.put("name", name)
    fresh.put("channels", [*(channels or ("log",))])
    anchors.items.append(fresh)
    if channels:
        report.changed(where, f"the map defines `{name}`, reached by {', '.join(channels)}")
    else:
        report.needs(where, f"`{name}` is defined nowhere; it is reached by log")


def _rest(made: Node, root: Node, report: Report) -> None:
    trouble = root.members.pop("troubleshooting", None)
    pairs = []
    for key, one in (trouble.members if trouble is not None else {}).items():
        issue, solution = one.get("issue"), one.get("solution")
        if solution is None:
            words = f"has no solution and is left out: {one.shown}"
            report.needs(one, f"`troubleshooting.{key}` {words}")
            continue
        pairs.append(
            Node({"issue": issue or Node(key, one.place), "solution": solution}, one.place)
        )
    pairs += [one for one in (trouble.items if trouble is not None else []) if one.get("solution")]
    if pairs and trouble is not None:
        made.members["troubleshooting"] = Node(list(pairs), trouble.place, trouble.key)
    option = root.members.pop("parallel_extraction_option", None)
    if option is not None:
        words = f"the factory finds what is independent: {option.shown}"
        report.dropped(option, f"`parallel_extraction_option`: {words}")
    criteria = root.members.pop("success_criteria", None)
    if criteria is not None and isinstance(criteria.value, dict):
        made.members["success_criteria"] = criteria
    elif criteria is not None:
        words = f"the gates of the factory hold: {criteria.shown}"
        report.dropped(criteria, f"`success_criteria` in prose: {words}")
    for key, node in root.members.items():
        report.dropped(node, f"`{key}` has no place in a map: {node.shown}")
