"""Imported documents become one collection: schemas, a map and a glue file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import DocumentKind
from qpf.sections.importing.edges import Edges
from qpf.sections.importing.glues import anchors_in, canonical_glue, wired_edges
from qpf.sections.importing.identity import slug_of
from qpf.sections.importing.loose_maps import loosened_glue, loosened_map
from qpf.sections.importing.maps import canonical_map, finder
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.recognising import Found
from qpf.sections.importing.report import Report
from qpf.sections.importing.schemas import Imported, canonical_schema

__all__ = ["Assembled", "assembled"]

_RESERVED = frozenset({"core", "generated", "manifests", "qpf", "qpf_core", "tests"})
_MOST_AGENTS = 10


@dataclass(frozen=True, slots=True)
class Assembled:
    """A collection and its files: path below the workspace -> kind and tree."""

    collection: str
    files: dict[str, tuple[DocumentKind, Node]]


def assembled(
    documents: Sequence[Found], collection: str, report: Report, found: Diagnostics
) -> Assembled | None:
    """Put documents together; None, with findings, when they cannot be one collection."""
    agents = [
        canonical_schema(document.root, document.stem, report)
        for document in documents
        if document.kind is DocumentKind.SCHEMA
    ]
    written_map = _single(documents, DocumentKind.MAP, "extractor map", found)
    glue = _single(documents, DocumentKind.GLUE, "glue file", found)
    _check_agents(agents, found)
    if not agents:
        where = documents[0].root.place
        found.add(facts.import_foreign(where, "without a schema beside it"))
    if found.has_errors:
        return None
    package = _one_package(agents, report)
    name = collection or (f"{package}_agents" if package in _RESERVED else package)
    name = slug_of(name) if not collection else name
    root = written_map or Node({}, agents[0].root.place)
    loosened_map(root, report)
    order = root.get("extraction_sequence", "order")
    names = finder(agents, order)
    edges = Edges(lambda text: names.get(folded(text)), _positions(agents, order), report)
    written = root.get("dependency_graph", "edges")
    for edge in written.items if written is not None else ():
        edges.read(edge)
    root.members.pop("dependency_graph", None)
    _depended(agents, names, edges, report)
    glue = glue or Node({}, agents[0].root.place)
    loosened_glue(glue, report)
    wired_edges(glue, names, edges)
    for called, channels in anchors_in(glue).items():
        agents[0].anchors.setdefault(called, channels)
    _partners(agents, names, report)
    _linked(agents, edges, report)
    made_map = canonical_map(root, agents, name, edges, report)
    _under_roots(agents, made_map, report)
    files = {
        f"schemas/{name}/{agent.slug}.yaml": (DocumentKind.SCHEMA, agent.root) for agent in agents
    }
    files[f"extractor_maps/{name}.yaml"] = (DocumentKind.MAP, made_map)
    files[f"glue/{name}.yaml"] = (DocumentKind.GLUE, canonical_glue(glue, agents, names, report))
    return Assembled(name, files)


def _single(
    documents: Sequence[Found], kind: DocumentKind, what: str, found: Diagnostics
) -> Node | None:
    same = [document.root for document in documents if document.kind is kind]
    for other in same[1:]:
        found.add(facts.import_several(other.place, what, same[0].place))
    return same[0] if same else None


def _check_agents(agents: Sequence[Imported], found: Diagnostics) -> None:
    first: dict[str, Imported] = {}
    for agent in agents:
        other = first.setdefault(folded(agent.slug), agent)
        if other is not agent:
            place = agent.root.members["name"].where
            where = other.root.members["name"].where
            found.add(facts.import_same_name(place, agent.name, where))
    if len(agents) > _MOST_AGENTS:
        place = agents[_MOST_AGENTS].root.place
        found.add(facts.import_too_many(place, len(agents), _MOST_AGENTS))


def _one_package(agents: Sequence[Imported], report: Report) -> str:
    """All folders begin with one package, and none lies in another."""
    tops = Counter(agent.rootpath.partition("/")[0].lower() for agent in agents)
    package = tops.most_common(1)[0][0]
    if package in _RESERVED:
        package = f"{package}_agents"
    roots: list[str] = []
    for agent in sorted(agents, key=lambda one: one.rootpath.count("/"), reverse=True):
        written = agent.rootpath
        right = written
        if right.partition("/")[0].lower() != package:
            right = f"{package}/{right}"
        if "/" not in right:
            right = f"{right}/{agent.slug}"
        while any(_inside(right, other) or _inside(other, right) for other in roots):
            right = f"{right}_agent"
        roots.append(right)
        if right != written:
            node = agent.root.members["rootpath"]
            node.value = right
            report.changed(node, f"`rootpath` `{written}` becomes `{right}`: one package for all")
    return package


def _inside(one: str, other: str) -> bool:
    return one.lower() == other.lower() or one.lower().startswith(f"{other.lower()}/")


def _positions(agents: Sequence[Imported], order: Node | None) -> dict[str, int]:
    names = finder(agents, order)
    positions: dict[str, int] = {}
    entries = order.members.values() if order is not None else ()
    for number, entry in enumerate(entries):
        title = entry.get("agent")
        slug = names.get(folded(title.text)) if title is not None else None
        if slug is not None:
            positions.setdefault(slug, number)
    return positions


def _depended(
    agents: Sequence[Imported], names: Mapping[str, str], edges: Edges, report: Report
) -> None:
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


def _partners(agents: Sequence[Imported], names: Mapping[str, str], report: Report) -> None:
    roots = {agent.slug: agent.rootpath for agent in agents}
    for agent in agents:
        partners = agent.root.section("collaborationnetwork").get("partners")
        for node in list(partners.items) if partners is not None else ():
            slug = names.get(folded(node.text)) or names.get(folded(node.text.rpartition("/")[2]))
            if slug is None or slug == agent.slug:
                if partners is not None:
                    partners.remove(node)
                report.needs(node, f"the partner `{node.text}` is left out: it is not imported")
            elif node.text != roots[slug]:
                report.changed(node, f"the partner `{node.text}` is written `{roots[slug]}`")
                node.value = roots[slug]
        if partners is not None:
            unique = {node.text: node for node in partners.items}
            partners.value = list(unique.values())


def _linked(agents: Sequence[Imported], edges: Edges, report: Report) -> None:
    files = {
        f"{agent.rootpath}/{file.text}": agent.slug
        for agent in agents
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


def _under_roots(agents: Sequence[Imported], made: Node, report: Report) -> None:
    """Logs, manifest and dashboard lie under the roots of the map."""
    shared = made.section("shared_configuration")
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
