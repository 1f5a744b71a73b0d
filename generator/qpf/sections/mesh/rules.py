"""Rules of a mesh: its modules are generated, every role is declared and taken, its feed tells."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import loop, mesh
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.made_modules import check_module
from qpf.sections.mesh.spec import MeshSpec
from qpf.sections.section import Meant, Route

__all__ = ["check", "makes", "means", "part_of", "routes"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Modules that are generated; roles that some bot has."""
    spec = agent.section("mesh", MeshSpec)
    for pointer, stem in (
        ("/mesh/module", spec.module),
        ("/mesh/bots/module", spec.bots.module),
        ("/mesh", part_of(spec)),
    ):
        check_module(agent, pointer, "mesh", stem, found)
    bots = spec.bots
    if bots.default_role not in bots.roles:
        place = agent.at("/mesh/bots/default_role")
        found.add(mesh.bad_role(place, bots.default_role, "is not declared", tuple(bots.roles)))
    for number, name in enumerate(bots.roles, start=1):
        if number > bots.count:
            place = agent.key(f"/mesh/bots/roles/{name}")
            found.add(mesh.bad_role(place, name, f"is never taken by {bots.count} bots"))


def part_of(spec: MeshSpec) -> str:
    """The generated module that joins the service."""
    return f"{spec.module}_part"


def makes(agent: AgentSpec) -> tuple[str, ...]:
    """The mesh, its bots, and how it joins the service."""
    spec = agent.section("mesh", MeshSpec)
    return (spec.module, spec.bots.module, part_of(spec))


def routes(agent: AgentSpec) -> Iterator[Route]:
    """The vitals of the mesh."""
    yield Route("GET", agent.section("mesh", MeshSpec).path, "/mesh/path")


def means(own: Meant, found: Diagnostics) -> None:
    """What feeds the mesh is a pulse."""
    feed = own.agent.section("mesh", MeshSpec).feed
    if feed is None:
        return
    source = own.peers.get(f"{own.agent.collection}/{feed.source}")
    if source is None or ("loop" not in source.sections and "loop" not in source.broken):
        able = tuple(i.partition("/")[2] for i, one in own.peers.items() if "loop" in one.sections)
        place = own.agent.at("/mesh/feed/source")
        found.add(loop.unusable_beat(place, "agent", feed.source, "has no loop", able))
