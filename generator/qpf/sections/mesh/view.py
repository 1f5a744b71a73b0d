"""A mesh as modules: its bounds, its bots and their roles, how it joins the service; with tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.mesh.rules import part_of
from qpf.sections.mesh.spec import BotsSpec, MeshFeedSpec, MeshSpec
from qpf.sections.telling import told_as
from qpf.views.encode import Code, DocText, Identifier, Literal, Number
from qpf.views.hooks import PartRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ConstantName, FunctionName, Namer

__all__ = [
    "BotsView",
    "MeshPartView",
    "MeshView",
    "RoleView",
    "bot_tests",
    "bots",
    "meshes",
    "part_modules",
    "part_tests",
    "parts",
    "tests",
]

_MS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshView(ModuleView):
    """The bounds of a mesh."""

    queue: Number
    history: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role of bots: its name in code and in words, and its memory."""

    constant: Identifier
    name: Literal
    memory: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class BotsView(ModuleView):
    """The bots, their roles and memories."""

    roles: tuple[RoleView, ...]
    others: tuple[RoleView, ...]
    has_others: bool
    count: Number
    prefix: Literal
    usual: Number
    usual_docstring: DocText
    first: Literal
    last: Literal
    rotation: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshPartView(ModuleView):
    """How a mesh joins the service."""

    part: Identifier
    slug: Literal
    path: Literal
    has_feed: bool
    feed: Code
    source: Literal


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """Every mesh joins the service."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("mesh", MeshSpec)
        if spec is not None:
            home, place = f"{agent.package}.{part_of(spec)}", agent.spec.key("/mesh")
            yield PartRef(module=home, name=str(_part_name(agent)), place=place)


def meshes(agent: AgentNode, graph: Graph) -> Iterator[MeshView]:
    """The module of a mesh."""
    spec = agent.spec.section("mesh", MeshSpec)
    wanted = [
        Import("typing", "Final"),
        Import("qpf_organism.mesh", "Mesh"),
        Import("qpf_organism.mesh", "MeshPolicy"),
        Import(f"{agent.package}.{spec.bots.module}", "nanobots"),
    ]
    yield _mesh(agent, graph, spec, f"{agent.name}: what it can hold, and who lives on it", wanted)


def tests(agent: AgentNode, graph: Graph) -> Iterator[MeshView]:
    """The tests of the module of a mesh."""
    spec = agent.spec.section("mesh", MeshSpec)
    home = f"{agent.package}.{spec.module}"
    wanted = [
        Import(home, "POLICY"),
        Import(home, "open_mesh"),
        Import(f"{agent.package}.{spec.bots.module}", "COUNT"),
    ]
    yield _mesh(agent, graph, spec, f"{agent.name} keeps within its bounds", wanted)


def _mesh(
    agent: AgentNode, graph: Graph, spec: MeshSpec, doc: str, wanted: list[Import]
) -> MeshView:
    place = agent.spec.key("/mesh")
    return MeshView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{doc}.", place, indent=0),
        imports=imports_of(graph, wanted),
        queue=Number(spec.queue, agent.spec.at("/mesh/queue")),
        history=Number(spec.history, agent.spec.at("/mesh/history")),
    )


def bots(agent: AgentNode, graph: Graph) -> Iterator[BotsView]:
    """The module of the bots."""
    wanted = [
        Import("enum", "StrEnum"),
        Import("typing", "Final"),
        Import("qpf_organism.mesh", "NanoBot"),
        Import("qpf_organism.mesh", "colony"),
    ]
    yield _bots(agent, graph, f"The bots of {agent.name}: names, roles, memories.", wanted)


def bot_tests(agent: AgentNode, graph: Graph) -> Iterator[BotsView]:
    """The tests of the module of the bots."""
    spec = agent.spec.section("mesh", MeshSpec)
    home = f"{agent.package}.{spec.bots.module}"
    wanted = [
        Import("pytest"),
        Import("qpf_organism.mesh", "Signal"),
        *(Import(home, name) for name in ("COUNT", "Role", "capacity_of", "nanobots")),
    ]
    doc = f"The bots of {agent.name} have the roles and memories of their schema."
    yield _bots(agent, graph, doc, wanted)


def _bots(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> BotsView:
    spec = agent.spec.section("mesh", MeshSpec).bots
    base, place = "/mesh/bots", agent.spec.at("/mesh/bots")
    roles = _roles(agent, spec)
    return BotsView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        roles=tuple(roles.values()),
        others=tuple(role for name, role in roles.items() if name != spec.default_role),
        has_others=len(roles) > 1,
        count=Number(spec.count, agent.spec.at(f"{base}/count")),
        prefix=Literal(spec.prefix, agent.spec.at(f"{base}/prefix")),
        usual=Number(spec.roles[spec.default_role], agent.spec.at(f"{base}/default_role")),
        usual_docstring=DocText(
            "Return how many signals a bot of a role remembers; an unknown role counts as"
            f" `{spec.default_role}`.",
            agent.spec.at(f"{base}/default_role"),
        ),
        first=Literal(f"{spec.prefix}1", agent.spec.at(f"{base}/prefix")),
        last=Literal(f"{spec.prefix}{spec.count}", agent.spec.at(f"{base}/count")),
        rotation=Literal(
            tuple(islice(cycle(spec.roles), min(spec.count, len(spec.roles) + 1))),
            agent.spec.at(f"{base}/roles"),
        ),
    )


def _roles(agent: AgentNode, spec: BotsSpec) -> dict[str, RoleView]:
    namer, base = Namer(), "/mesh/bots/roles"
    return {
        name: RoleView(
            constant=namer.name(ConstantName, name, agent.spec.key(f"{base}/{name}")),
            name=Literal(name, agent.spec.key(f"{base}/{name}")),
            memory=Number(memory, agent.spec.at(f"{base}/{name}")),
        )
        for name, memory in spec.roles.items()
    }


def part_modules(agent: AgentNode, graph: Graph) -> Iterator[MeshPartView]:
    """The module that joins the service."""
    spec = agent.spec.section("mesh", MeshSpec)
    wanted = [
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_organism.mesh.part", "part_of_mesh"),
        Import(f"{agent.package}.{spec.module}", "open_mesh"),
    ]
    if spec.feed is not None:
        wanted.append(Import("qpf_organism.mesh.part", "Feed"))
    yield _part(agent, graph, spec, f"{agent.name} beside the agents of a service.", wanted)


def part_tests(agent: AgentNode, graph: Graph) -> Iterator[MeshPartView]:
    """The tests of the module that joins the service."""
    spec = agent.spec.section("mesh", MeshSpec)
    wanted = [
        Import("pytest"),
        Import("fastapi", "FastAPI"),
        Import("fastapi.testclient", "TestClient"),
        Import("qpf_core.service", "Platform"),
        Import(f"{agent.package}.{part_of(spec)}", str(_part_name(agent))),
    ]
    if spec.feed is not None:
        wanted.append(Import("anyio"))
    yield _part(agent, graph, spec, f"{agent.name} delivers while a service runs.", wanted)


def _part(
    agent: AgentNode, graph: Graph, spec: MeshSpec, doc: str, wanted: list[Import]
) -> MeshPartView:
    place = agent.spec.key("/mesh")
    return MeshPartView(
        path_fields=agent_paths(agent, part_of(spec)),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        part=_part_name(agent),
        slug=Literal(told_as(agent, "mesh"), place),
        path=Literal(spec.path, agent.spec.at("/mesh/path")),
        has_feed=spec.feed is not None,
        feed=_feed(agent, spec.feed),
        source=Literal(spec.feed.source if spec.feed is not None else "", place),
    )


def _feed(agent: AgentNode, feed: MeshFeedSpec | None) -> Code:
    place = agent.spec.at("/mesh/feed")
    if feed is None:
        return Code([], place)
    return Code.from_text(f"Feed({Literal(feed.source)}, {Number(feed.every_ms / _MS)})", place)


def _part_name(agent: AgentNode) -> Identifier:
    return FunctionName(f"{agent.slug} part", agent.spec.key("/mesh"))
