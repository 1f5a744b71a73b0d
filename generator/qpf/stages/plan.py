"""plan: graph and packs -> an ordered list of files. Calls the view functions; prints nothing.

Promise: no path twice (even without regard to case), none outside its distribution.
"""

from collections.abc import Iterator, Sequence

from qpf.diagnostics.catalogue import planning
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.encoded import EncodeError
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.model.pack import Artifact, Pack, Requirement, StaticTree
from qpf.model.plan import Plan, PlannedFile, StaticPick, View
from qpf.tools.path_holes import holes_of
from qpf.tools.view_functions import ViewFunction, ViewFunctions
from qpf.views.encode_shell import is_safe_path

__all__ = ["nodes_of", "plan", "planned_of"]


def plan(graph: Graph, packs: Sequence[Pack], found: Diagnostics, only: Sequence[str] = ()) -> Plan:
    """Plan every file of the graph, or of the collections named in `only`."""
    functions = ViewFunctions()
    collections = [c for c in graph.collections if not only or c.name in only]
    files: list[PlannedFile] = []
    for collection in collections:
        for pack in packs:
            files += _of_pack(collection, graph, pack, functions, found)
    found.stop_if_errors()
    files.sort(key=lambda planned: (planned.distribution, planned.path))
    _check_paths(files, found)
    found.stop_if_errors()
    return Plan(tuple(files), _first_party(graph))


def _first_party(graph: Graph) -> tuple[str, ...]:
    tops = {c.distribution.package.partition(".")[0] for c in graph.collections}
    return tuple(sorted(tops))


def _of_pack(
    collection: CollectionNode,
    graph: Graph,
    pack: Pack,
    functions: ViewFunctions,
    found: Diagnostics,
) -> Iterator[PlannedFile]:
    for artifact in pack.artifacts:
        if artifact.template not in pack.templates:
            known = tuple(sorted(pack.templates))
            found.add(planning.missing_template(artifact.place, artifact.template, known))
            continue
        function = functions.find(pack.view, artifact.view)
        if function is None:
            found.add(planning.missing_view(artifact.place, pack.view, artifact.view))
            continue
        for node in nodes_of(collection, artifact):
            yield from planned_of(artifact, pack, node, graph, function, found)
    for tree in pack.static:
        if _applies(tree.requires, collection, collection.agents):
            yield from _static(collection, graph, pack, tree, functions, found)


def planned_of(
    artifact: Artifact,
    pack: Pack,
    node: AgentNode | CollectionNode,
    graph: Graph,
    function: ViewFunction,
    found: Diagnostics,
) -> Iterator[PlannedFile]:
    """The files of one artifact for one node; `function` makes their views."""
    collection = node if isinstance(node, CollectionNode) else graph.collection_of(node.id)
    try:
        for view in function(node, graph):
            yield from _printed(collection, node, pack, artifact, view, found)
    except EncodeError as error:
        origins = node.spec.origins if isinstance(node, AgentNode) else node.map_origins
        found.add(planning.unencodable_value(error.origin or origins.at(""), str(error)))


def nodes_of(
    collection: CollectionNode, artifact: Artifact
) -> Iterator[AgentNode | CollectionNode]:
    """The nodes an artifact is made for: agents, or the collection, that meet its requirement."""
    if artifact.for_each == "collection":
        if _applies(artifact.requires, collection, collection.agents):
            yield collection
        return
    for agent in collection.agents:
        if _applies(artifact.requires, collection, (agent,)):
            yield agent


def _applies(needs: Requirement, collection: CollectionNode, agents: Sequence[AgentNode]) -> bool:
    """Whether a requirement holds for the collection and for at least one of the agents."""
    if needs.collection not in {None, collection.name}:
        return False
    return any(
        (needs.section is None or needs.section in agent.spec.sections)
        and (needs.role is None or any(m.role == needs.role for m in agent.modules.values()))
        for agent in agents
    )


def _printed(
    collection: CollectionNode,
    node: AgentNode | CollectionNode,
    pack: Pack,
    artifact: Artifact,
    view: View,
    found: Diagnostics,
) -> Iterator[PlannedFile]:
    fields = {name: str(value) for name, value in view.path_fields.items()}
    unknown = [hole for hole in holes_of(artifact.path) if hole not in fields]
    if unknown:
        names = tuple(sorted(fields))
        where = artifact.place
        found.add(planning.unknown_path_field(where, artifact.path, unknown[0], names))
        return
    agent = node if isinstance(node, AgentNode) else None
    yield PlannedFile(
        distribution=collection.distribution.name,
        collection=collection.name,
        path=artifact.path.format_map(fields),
        pack=pack.name,
        template=f"{pack.name}/{artifact.template}",
        view=view,
        agent_id=agent.id if agent else None,
        source=agent.spec.source if agent else view.origin.file,
        origin=view.origin,
    )


def _static(
    collection: CollectionNode,
    graph: Graph,
    pack: Pack,
    tree: StaticTree,
    functions: ViewFunctions,
    found: Diagnostics,
) -> Iterator[PlannedFile]:
    picks: tuple[StaticPick, ...] = (StaticPick(path="", origin=collection.map_origins.at("")),)
    if tree.select is not None:
        select = functions.find_select(pack.view, tree.select)
        if select is None:
            found.add(planning.missing_view(tree.place, pack.view, tree.select))
            return
        picks = tuple(select(collection, graph))
    for file in tree.files:
        pick = next((p for p in picks if _is_picked(file, p.path)), None)
        if pick is not None:
            yield PlannedFile(
                distribution=collection.distribution.name,
                collection=collection.name,
                path=f"{tree.to}/{file}" if tree.to else file,
                pack=pack.name,
                template=f"{pack.name}/{tree.folder}/{file}",
                view=None,
                agent_id=pick.agent_id,
                source=pick.origin.file,
                origin=pick.origin,
            )


def _is_picked(file: str, path: str) -> bool:
    return not path or file == path or file.startswith(f"{path}/")


def _check_paths(files: Sequence[PlannedFile], found: Diagnostics) -> None:
    seen: dict[str, PlannedFile] = {}
    for planned in files:
        if not is_safe_path(planned.full_path):
            found.add(planning.unsafe_path(planned.origin, planned.full_path))
        folded = planned.full_path.lower()
        other = seen.setdefault(folded, planned)
        if other is planned:
            continue
        if other.path == planned.path:
            packs = (other.pack, planned.pack)
            found.add(
                planning.path_planned_twice(planned.origin, planned.full_path, packs, other.origin)
            )
        else:
            found.add(
                planning.case_collision(
                    planned.origin, planned.full_path, other.full_path, other.origin
                )
            )
    for planned in files:
        for folder in _folders(planned.full_path.lower()):
            if folder in seen:
                outer = seen[folder]
                found.add(
                    planning.path_is_folder(
                        outer.origin, outer.full_path, planned.full_path, planned.origin
                    )
                )


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
