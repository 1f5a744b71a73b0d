"""A small resolved graph and a pack for it, made by hand: all that the emitting stages need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.artifact import StagedTree
from qpf.model.document import Origins
from qpf.model.extraction_map import DistributionSpec
from qpf.model.graph import AgentNode, CollectionNode, Graph, ModuleRole, Role
from qpf.model.manifest import Digests
from qpf.model.outcome import Emitted, Published
from qpf.model.plan import StaticPick
from qpf.model.request import Request
from qpf.model.spec import AgentSpec
from qpf.stages.plan import plan
from qpf.stages.publish import publish
from qpf.stages.record import record
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.filesystem import Disk, LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded
from qpf.tools.packs import read_packs
from qpf.tools.workspace_session import session
from qpf.views.encode import DocText, EnvValue, Literal
from qpf.views.naming import ClassName

SHARED = Path(__file__).parents[2] / "templates" / "_shared"

PACK = """\
summary: One module for each agent, one file for each collection.
view: emission
artifacts:
  - {template: module.py.j2, view: modules, for_each: agent, path: "src/{package}/{stem}.py"}
  - {template: notes.md.j2, view: notes, for_each: collection, path: "NOTES.md"}
static:
  - {from: static, to: "src/shared", select: wanted}
"""

MODULE = """\
{% include "_header.py.j2" %}
\"\"\"{{ view.summary }}\"\"\"


class {{ view.name }}:
    \"\"\"{{ view.summary }}\"\"\"

{% for value in view.values %}
    VALUE = {{ value }}
{% endfor %}
"""

NOTES = """\
{% include "_header.md.j2" %}

# {{ view.title }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """A module of the pack above."""

    path_fields: Mapping[str, str]
    origin: Place
    name: ClassName
    summary: DocText
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesView:
    """The notes of the pack above."""

    path_fields: Mapping[str, str]
    origin: Place
    title: ClassName


def modules(agent: AgentNode, graph: Graph) -> Iterator[ModuleView]:
    """One module an agent, named by its slug."""
    spec = agent.spec
    yield ModuleView(
        path_fields={"package": agent.package, "stem": agent.slug},
        origin=spec.at(""),
        name=ClassName(agent.name, spec.at("/name")),
        summary=DocText(str(spec.value["purpose"]), spec.at("/purpose"), indent=0),
        values=tuple(
            Literal(value, spec.at(f"/values/{n}"))
            for n, value in enumerate(cast("list[Any]", spec.value["values"]))
        ),
    )


def notes(collection: CollectionNode, graph: Graph) -> Iterator[NotesView]:
    """One file a collection."""
    origin = collection.map_origins.at("")
    yield NotesView(path_fields={}, origin=origin, title=ClassName(collection.name, origin))


def broken(agent: AgentNode, graph: Graph) -> Iterator[ModuleView]:
    """A view that meets a value it cannot print."""
    EnvValue("${HOME}", agent.spec.at("/purpose"))
    yield from modules(agent, graph)


def settings(agent: AgentNode, graph: Graph) -> Iterator[ModuleView]:
    """Modules, after the purpose was printed into an environment file."""
    EnvValue(str(agent.spec.value["purpose"]), agent.spec.at("/purpose"))
    yield from modules(agent, graph)


def wanted(collection: CollectionNode, graph: Graph) -> Iterator[StaticPick]:
    """The static folder `kept`."""
    yield StaticPick(path="kept", origin=collection.map_origins.at("/distribution"))


def agent(
    collection: str, slug: str, values: tuple[object, ...] = (1, "two"), purpose: str = "Greets."
) -> AgentNode:
    """One agent whose schema has a name, a purpose and a list of values."""
    source = f"schemas/{collection}/{slug}.yaml"
    pointers = ["", "/name", "/purpose", *(f"/values/{n}" for n in range(len(values)))]
    nodes = {pointer: Place(source, line) for line, pointer in enumerate(pointers, start=1)}
    value = cast("Any", {"name": slug, "purpose": purpose, "values": list(values)})
    spec = AgentSpec(
        id=f"{collection}/{slug}",
        collection=collection,
        source=source,
        value=value,
        origins=Origins(nodes),
        sections={"system": object()},
    )
    role = ModuleRole(stem=slug, role=Role.CONTROLLER, origin=Place(source))
    known: dict[str, Any] = {
        "id": spec.id,
        "name": slug,
        "slug": slug,
        "package": collection,
        "spec": spec,
        "modules": {slug: role},
    }
    # What the emitting stages do not look at may be empty.
    rest = {field.name: () for field in fields(AgentNode) if field.name not in known}
    return AgentNode(**known, **cast("Any", rest))


def collection(name: str, *agents: AgentNode) -> CollectionNode:
    """A collection whose distribution is called `<name>-agents`."""
    file = f"extractor_maps/{name}.yaml"
    spec = DistributionSpec(name=f"{name}-agents", package=name, version="1.0.0")
    return CollectionNode(
        name=name,
        distribution=spec,
        map=cast("Any", None),
        glue=cast("Any", None),
        agents=agents,
        map_origins=Origins({"": Place(file), "/distribution": Place(file, 3)}),
        glue_origins=Origins({"": Place(file)}),
    )


def graph(*collections: CollectionNode) -> Graph:
    """A graph of collections; by default two, with three agents."""
    default = (
        collection("demo", agent("demo", "greeter"), agent("demo", "helper")),
        collection("other", agent("other", "third")),
    )
    return Graph(collections=collections or default, generations=(), edges=())


def write_pack(root: Path, pack: str = PACK, **templates: str) -> Path:
    """Write the pack above, or a changed one, below `root`; the root."""
    folder = root / "demo"
    files = {"module.py.j2": MODULE, "notes.md.j2": NOTES}
    files |= {name.replace("_", ".") + ".j2": text for name, text in templates.items()}
    files |= {"pack.yaml": pack}
    files |= {"static/kept/one.py": "X = {  'a':1}\n", "static/left.py": "Y = 1\n"}
    for shared in SHARED.glob("*.j2"):
        files[f"../_shared/{shared.name}"] = shared.read_text()
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def stage(request: Request, root: Path, of: Graph, found: Diagnostics, disk: Disk) -> StagedTree:
    """Plan, render and tidy."""
    planned = plan(of, read_packs((root,), found), found, request.collections)
    rendered = render(planned, (root,), found)
    return tidy(rendered, planned.first_party, request.staging, disk, found)


def run(
    request: Request,
    root: Path,
    of: Graph,
    found: Diagnostics,
    disk: Disk | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Published:
    """What `pipeline.extract` does from the graph on."""
    disk = disk or LocalDisk()
    with session(request, disk, found) as request:
        staged = stage(request, root, of, found, disk)
        recorded = read_recorded(request.manifests, found)
        templates = digests_of((), request.workspace, (root,)).templates
        digests = Digests(inputs or {}, templates)
        made = Emitted(request=request, graph=of, staged=staged, recorded=recorded, digests=digests)
        record(made, (), disk, Diagnostics(), is_judged=False)
        return publish(staged, recorded, request, disk, found)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
