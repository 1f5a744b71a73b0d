"""Imported documents become one collection: schemas, a map and a glue file."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import DocumentKind
from qpf.sections.importing.edges import Edges
from qpf.sections.importing.glues import anchors_in, canonical_glue, wired_edges
from qpf.sections.importing.identity import slug_of
from qpf.sections.importing.linking import depended, linked, partners, under_roots
from qpf.sections.importing.loose_maps import loosened_glue, loosened_map
from qpf.sections.importing.maps import canonical_map, finder
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.present import Present
from qpf.sections.importing.recognising import Found
from qpf.sections.importing.report import Report
from qpf.sections.importing.schemas import Imported, canonical_schema

__all__ = ["Assembled", "assembled"]

_RESERVED = frozenset({"core", "generated", "manifests", "qpf", "qpf_core", "tests"})
_MOST_AGENTS = 10


@dataclass(frozen=True, slots=True)
class Assembled:
    """A collection and its files: path below the workspace -> kind and tree.

    `wanted` are the same for files that are there and must grow, when a collection is joined.
    """

    collection: str
    files: dict[str, tuple[DocumentKind, Node]]
    wanted: dict[str, tuple[DocumentKind, Node]] = field(default_factory=dict)
    present: Present | None = None


def assembled(
    documents: Sequence[Found],
    collection: str,
    report: Report,
    found: Diagnostics,
    present_of: Callable[[str], Present | None] = lambda _: None,
) -> Assembled | None:
    """Put documents together; None, with findings, when they cannot be one collection.

    `present_of` gives the collection of a name that is there already, which they then join.
    """
    _check_number(documents, found)
    agents = [
        canonical_schema(document.root, document.stem, report)
        for document in documents
        if document.kind is DocumentKind.SCHEMA and not found.has_errors
    ]
    written_map = _single(documents, DocumentKind.MAP, "extractor map", found)
    glue = _single(documents, DocumentKind.GLUE, "glue file", found)
    _check_names(agents, found)
    name = collection or _name_of(agents)
    present = present_of(name)
    where = documents[0].root.place
    if not agents and present is None and not found.has_errors:
        words = "without a schema beside it, or a `--collection` to join"
        found.add(facts.import_foreign(where, words))
    if found.has_errors:
        return None
    _one_package(agents, present, report)
    root, glue = written_map or Node({}, where), glue or Node({}, where)
    loosened_map(root, report)
    loosened_glue(glue, report)
    everyone = [*agents, *(present.agents if present is not None else ())]
    names = finder(everyone, root.get("extraction_sequence", "order"))
    edges = _edges_of(root, everyone, present, names, report)
    depended(agents, names, edges, report)
    wired_edges(glue, names, edges)
    for called, channels in anchors_in(glue).items() if everyone else ():
        everyone[0].anchors.setdefault(called, channels)
    partners(agents, everyone, names, report)
    linked(agents, everyone, edges, report)
    made_map = canonical_map(root, agents, name, edges, report, present)
    under_roots(agents, made_map, present, report)
    made_glue = canonical_glue(glue, everyone, names, report)
    return _as_files(name, agents, made_map, made_glue, present)


def _as_files(
    name: str, agents: Sequence[Imported], made: Node, glue: Node, present: Present | None
) -> Assembled:
    files = {
        f"schemas/{name}/{agent.slug}.yaml": (DocumentKind.SCHEMA, agent.root) for agent in agents
    }
    both = {
        f"extractor_maps/{name}.yaml": (DocumentKind.MAP, made),
        f"glue/{name}.yaml": (DocumentKind.GLUE, glue),
    }
    if present is None:
        return Assembled(name, files | both)
    return Assembled(name, files, both, present)


def _name_of(agents: Sequence[Imported]) -> str:
    package = _package_of(agents) if agents else ""
    return slug_of(f"{package}_agents" if package in _RESERVED else package) if agents else ""


def _package_of(agents: Sequence[Imported]) -> str:
    tops = Counter(agent.rootpath.partition("/")[0].lower() for agent in agents)
    package = tops.most_common(1)[0][0]
    return f"{package}_agents" if package in _RESERVED else package


def _edges_of(
    root: Node,
    everyone: Sequence[Imported],
    present: Present | None,
    names: Mapping[str, str],
    report: Report,
) -> Edges:
    """The edges that the imported map draws, beside those that are there."""
    standing = present.edges() if present is not None else []
    settled = [agent.slug for agent in present.agents] if present is not None else []
    positions = _positions(everyone, root.get("extraction_sequence", "order"))
    edges = Edges(lambda text: names.get(folded(text)), positions, report, standing, settled)
    graph = root.members.pop("dependency_graph", None)
    written = graph.get("edges") if graph is not None else None
    for edge in written.items if written is not None else ():
        edges.read(edge)
    return edges


def _single(
    documents: Sequence[Found], kind: DocumentKind, what: str, found: Diagnostics
) -> Node | None:
    same = [document.root for document in documents if document.kind is kind]
    for other in same[1:]:
        found.add(facts.import_several(other.place, what, same[0].place))
    return same[0] if same else None


def _check_number(documents: Sequence[Found], found: Diagnostics) -> None:
    agents = [document for document in documents if document.kind is DocumentKind.SCHEMA]
    if len(agents) > _MOST_AGENTS:
        place = agents[_MOST_AGENTS].root.place
        found.add(facts.import_too_many(place, len(agents), _MOST_AGENTS))


def _check_names(agents: Sequence[Imported], found: Diagnostics) -> None:
    first: dict[str, Imported] = {}
    for agent in agents:
        other = first.setdefault(folded(agent.slug), agent)
        if other is not agent:
            place = agent.root.members["name"].where
            where = other.root.members["name"].where
            found.add(facts.import_same_name(place, agent.name, where))


def _one_package(agents: Sequence[Imported], present: Present | None, report: Report) -> None:
    """All folders begin with one package, and none lies in another."""
    package = present.package if present is not None else _package_of(agents)
    new = {agent.slug for agent in agents}
    known = present.agents if present is not None else ()
    roots = [agent.rootpath for agent in known if agent.slug not in new]
    for agent in sorted(agents, key=lambda one: one.rootpath.count("/"), reverse=True):
        written = agent.rootpath
        right = written
        if right.partition("/")[0].lower() != package.lower():
            rest = right.partition("/")[2] if present is not None else ""
            right = f"{package}/{rest or right}"
        if "/" not in right:
            right = f"{right}/{agent.slug}"
        while any(_inside(right, other) or _inside(other, right) for other in roots):
            right = f"{right}_agent"
        roots.append(right)
        if right != written:
            node = agent.root.members["rootpath"]
            node.value = right
            report.changed(node, f"`rootpath` `{written}` becomes `{right}`: one package for all")


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
