"""What imported agents say of each other and of shared folders, in ids and paths of one house."""

from collections.abc import Mapping, Sequence

from qpf.sections.importing.edges import Edges
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.present import Present
from qpf.sections.importing.report import Report
from qpf.sections.importing.schemas import Imported

__all__ = ["depended", "linked", "partners", "under_roots"]


def depended(
    agents: Sequence[Imported], names: Mapping[str, str], edges: Edges, report: Report
) -> None:
    """What an agent depends on becomes edges."""
    for agent in agents:
        for kind, node in agent.depends:
            target = names.get(folded(node.text)) or names.get(folded(node.text.split("/")[-1]))
            if target is None:
                report.needs(
                    node, f"`{agent.name}` depends on `{node.text}` ({kind}), which is not imported"
                )
            else:
                arrow = "->>" if kind == "soft" else "->"
                edges.add(agent.slug, target, arrow, f"{kind} dependency", node)


def partners(
    agents: Sequence[Imported],
    everyone: Sequence[Imported],
    names: Mapping[str, str],
    report: Report,
) -> None:
    """Partners are folders of agents of the collection; others are left to a person."""
    roots = {agent.slug: agent.rootpath for agent in everyone}
    for agent in agents:
        named = agent.root.section("collaborationnetwork").get("partners")
        for node in list(named.items) if named is not None else ():
            slug = names.get(folded(node.text)) or names.get(folded(node.text.rpartition("/")[2]))
            if slug is None or slug == agent.slug:
                if named is not None:
                    named.remove(node)
                report.needs(node, f"the partner `{node.text}` is left out: it is not imported")
            elif node.text != roots[slug]:
                report.changed(node, f"the partner `{node.text}` is written `{roots[slug]}`")
                node.value = roots[slug]
        if named is not None:
            unique = {node.text: node for node in named.items}
            named.value = list(unique.values())


def linked(
    agents: Sequence[Imported], everyone: Sequence[Imported], edges: Edges, report: Report
) -> None:
    """Linked modules are those of agents of the collection; such a link is an edge."""
    files = {
        f"{agent.rootpath}/{file.text}": agent.slug
        for agent in everyone
        for file in agent.root.section("cursorinstructions").members["generatefiles"].items
    }
    for agent in agents:
        links = agent.root.section("cursorinstructions").get("linkexisting")
        for node in list(links.items) if links is not None else ():
            if node.text in files:
                edges.add(agent.slug, files[node.text], "->", "links its module", node)
            elif links is not None and not node.text.startswith("qpf_core"):
                links.remove(node)
                words = "no imported agent has it, and the core library brings what is shared"
                report.dropped(node, f"the link `{node.text}` is left out: {words}")


def _own_part(path: str, base: str) -> str:
    """What a path has beyond the folders it shares with a root."""
    steps = path.split("/")
    while len(steps) > 1 and base.startswith(steps[0]):
        base = base.removeprefix(steps[0]).lstrip("/")
        steps = steps[1:]
    return "/".join(steps)


def under_roots(
    agents: Sequence[Imported], made: Node, present: Present | None, report: Report
) -> None:
    """Logs, manifest and dashboard lie under the roots of the map."""
    there = present.map.section("shared_configuration").members if present is not None else {}
    shared = Node({**made.section("shared_configuration").members, **there}, made.place)
    for agent in agents:
        files = agent.root.section("cursorinstructions")
        logs = files.get("logging")
        manifest = files.get("postgeneration", "manifest")
        dashboard = agent.root.get("deployment", "telemetry", "dashboard")
        for key, nodes in (
            ("logging_root", logs.items if logs is not None else []),
            ("manifests_root", [manifest] if manifest is not None else []),
            ("monitoring_root", [dashboard] if dashboard is not None else []),
        ):
            root = shared.get(key)
            for node in nodes if root is not None and root.text else ():
                base = root.text.rstrip("/") if root is not None else ""
                if not node.text.startswith(f"{base}/"):
                    right = f"{base}/{_own_part(node.text, base)}"
                    report.changed(node, f"`{node.text}` becomes `{right}`, under `{key}`")
                    node.value = right
