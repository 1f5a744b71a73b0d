"""Rules of a pulse: it beats one thing, its limits agree, every value has an effect."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import loop
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_path
from qpf.sections.loop.spec import HealthSpec, LoopSpec
from qpf.sections.made_modules import check_module
from qpf.sections.section import Claim, Meant, Route

__all__ = ["DRIVEN", "check", "claims", "makes", "means", "part_of", "reaches", "routes"]

DRIVEN = "genome"
"""The section that makes an agent something to beat."""


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """One thing to beat, modules that are generated, limits that agree, no idle value."""
    spec = agent.section("loop", LoopSpec)
    if (spec.drives is None) == (spec.beat is None):
        found.add(loop.not_one_beat(agent.at("/loop"), spec.drives is not None))
    for pointer, stem in (("/loop/module", spec.module), ("/loop", part_of(spec))):
        check_module(agent, pointer, "pulse", stem, found)
    _check_limits(agent, spec, found)
    _check_idle(agent, spec, found)
    if spec.log is not None:
        check_path(agent, "/loop/log/path", spec.log.path, found)


def part_of(spec: LoopSpec) -> str:
    """The generated module that joins the service."""
    return f"{spec.module}_part"


def makes(agent: AgentSpec) -> tuple[str, ...]:
    """The pulse, and how it joins the service."""
    spec = agent.section("loop", LoopSpec)
    return (spec.module, part_of(spec))


def routes(agent: AgentSpec) -> Iterator[Route]:
    """The vitals of the pulse."""
    path = agent.section("loop", LoopSpec).vitals.path
    yield Route("GET", path, "/loop/vitals/path")


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The command of the pulse, and its unit."""
    command = agent.section("loop", LoopSpec).command
    if command is not None:
        yield Claim("command", command.word, "/loop/command/word")
    if command is not None and command.unit is not None:
        yield Claim("unit", command.unit, "/loop/command/unit")


def reaches(agent: AgentSpec) -> Iterator[str]:
    """The operation that is beaten."""
    spec = agent.find("loop", LoopSpec)
    if spec is not None and spec.beat is not None:
        yield spec.beat


def means(own: Meant, found: Diagnostics) -> None:
    """What is beaten can be beaten."""
    spec = own.agent.section("loop", LoopSpec)
    collection = own.agent.collection
    if spec.drives is not None:
        driven = own.peers.get(f"{collection}/{spec.drives}")
        if driven is None or (DRIVEN not in driven.sections and DRIVEN not in driven.broken):
            able = tuple(one.id.partition("/")[2] for one in own.peers.values() if _beats(one))
            place = own.agent.at("/loop/drives")
            found.add(loop.unusable_beat(place, "agent", spec.drives, "has no genome", able))
    if spec.command is not None and all(one.is_library for one in own.peers.values()):
        place = own.agent.key("/loop/command")
        reason = "no agent of the collection is a service, so it has no command line"
        found.add(loop.idle_value(place, "command", reason))
    if spec.beat is not None and own.agent.operations is not None:
        _check_operation(own, spec.beat, found)


def _beats(agent: AgentSpec) -> bool:
    return DRIVEN in agent.sections


def _check_operation(own: Meant, name: str, found: Diagnostics) -> None:
    place = own.agent.at("/loop/beat")
    able = tuple(one.name for one in own.operations if not (one.is_async or one.parameters))
    if name not in (own.agent.operations or ()):
        found.add(loop.unusable_beat(place, "operation", name, "does not exist", able))
        return
    compiled = next((one for one in own.operations if one.name == name), None)
    if compiled is not None and name not in able:
        reason = "has inputs" if compiled.parameters else "has effects"
        found.add(loop.unusable_beat(place, "operation", name, reason, able))


def _check_limits(agent: AgentSpec, spec: LoopSpec, found: Diagnostics) -> None:
    adaptive, budget, health = spec.adaptive, spec.budget, spec.health or HealthSpec()
    cycle, floor, ceiling = spec.cycle_ms, adaptive.floor_ms, adaptive.ceiling_ms
    missed, window = budget.missed, budget.window
    cool, critical, every = health.cool_c, health.critical_c, spec.vitals.every_ms
    checks = (
        (floor <= cycle, "adaptive/floor_ms", floor, "at most `cycle_ms`", cycle),
        (cycle <= ceiling, "cycle_ms", cycle, "at most `ceiling_ms`", ceiling),
        (missed < window, "budget/missed", missed, "below `window`", window),
        (cool < critical, "health/cool_c", cool, "below `critical_c`", critical),
        (every >= cycle, "vitals/every_ms", every, "at least `cycle_ms`", cycle),
    )
    for holds, name, value, relation, other in checks:
        if not holds:
            place = agent.at(f"/loop/{name}")
            found.add(loop.limits_disagree(place, name.rpartition("/")[2], value, relation, other))


def _check_idle(agent: AgentSpec, spec: LoopSpec, found: Diagnostics) -> None:
    if spec.burst is not None and spec.on_miss != "catch_up":
        place = agent.key("/loop/burst")
        found.add(loop.idle_value(place, "burst", f"`on_miss` is `{spec.on_miss}`"))
    if spec.health is not None and spec.drives is None:
        place = agent.key("/loop/health")
        found.add(loop.idle_value(place, "health", "an operation takes no health"))
