"""The tests of a pulse, derived from its limits and its policy."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.loop.names import command_name, part_name
from qpf.sections.loop.rules import part_of
from qpf.sections.loop.spec import LoopSpec
from qpf.views.encode import Code, DocText, Identifier, Literal, Number
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["PartTestsView", "PulseTestsView", "part_tests", "tests"]

_MS = 1000.0
_NEAR = 0.01
_MOST = 1e300
_PATIENCE = (
    Import("collections.abc", "Iterator"),
    Import("qpf_organism.testing_pulse", "patient"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseTestsView(ModuleView):
    """The rhythm at its limits, the policy at its budget, one beat."""

    cycles: Literal
    pulses: Code
    allowed: Number
    burst: Number
    fails: bool
    catches_up: bool
    is_organism: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTestsView(ModuleView):
    """The pulse beside the agents of a service, and as a service of its own."""

    part: Identifier
    is_patient: bool
    pulses: Code
    slug: Literal
    path: Literal
    has_command: bool
    command: Identifier


def tests(agent: AgentNode, graph: Graph) -> Iterator[PulseTestsView]:
    """The tests of the module of a pulse."""
    spec, place = agent.spec.section("loop", LoopSpec), agent.spec.key("/loop")
    home = f"{agent.package}.{spec.module}"
    wanted = [
        Import("pytest"),
        Import("qpf_organism.pulse.schedule", "Schedule"),
        *(Import(home, name) for name in ("POLICY", "adaptive_cycle", "drive", "open_pulse")),
    ]
    if spec.on_miss == "fail":
        wanted += [Import("qpf_organism.pulse", "BudgetSpent"), *_PATIENCE]
    yield PulseTestsView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name} keeps the rhythm of its schema.", place, indent=0),
        imports=imports_of(graph, wanted),
        pulses=_pulses(agent, spec),
        cycles=Literal(tuple(_cycles(spec)), agent.spec.at("/loop/adaptive")),
        allowed=Number(spec.budget.missed, agent.spec.at("/loop/budget")),
        burst=Number(spec.burst or 100, agent.spec.at("/loop/burst")),
        fails=spec.on_miss == "fail",
        catches_up=spec.on_miss == "catch_up",
        is_organism=spec.drives is not None,
    )


def part_tests(agent: AgentNode, graph: Graph) -> Iterator[PartTestsView]:
    """The tests of the module that joins the service."""
    spec, place = agent.spec.section("loop", LoopSpec), agent.spec.key("/loop")
    home = f"{agent.package}.{part_of(spec)}"
    wanted = [
        Import("pytest"),
        Import("fastapi", "FastAPI"),
        Import("fastapi.testclient", "TestClient"),
        Import("qpf_core.service", "Platform"),
        Import(home, str(part_name(agent))),
    ]
    if spec.on_miss == "fail":
        wanted += _PATIENCE
    if spec.command is not None:
        package = graph.collection_of(agent.id).distribution.package
        wanted += [
            Import("json"),
            Import("signal"),
            Import("collections.abc", "Iterator"),
            Import("pathlib", "Path"),
            Import(home, str(command_name(agent))),
            Import(f"{package}.settings", "Settings"),
        ]
    yield PartTestsView(
        path_fields=agent_paths(agent, part_of(spec)),
        origin=place,
        docstring=DocText(f"{agent.name} beats while a service runs.", place, indent=0),
        imports=imports_of(graph, wanted),
        part=part_name(agent),
        is_patient=spec.on_miss == "fail",
        pulses=_pulses(agent, spec),
        slug=Literal(agent.slug, place),
        path=Literal(spec.vitals.path, agent.spec.at("/loop/vitals/path")),
        has_command=spec.command is not None,
        command=command_name(agent),
    )


def _pulses(agent: AgentNode, spec: LoopSpec) -> Code:
    """The module of the pulse, as an argument."""
    home = Literal(f"{agent.package}.{spec.module}")
    return Code.from_text(home, agent.spec.at("/loop/module"))


def _cycles(spec: LoopSpec) -> Iterator[tuple[float, float]]:
    """Compressions with their cycle in seconds: none, and below, at and above each limit."""
    adaptive = spec.adaptive
    yield 1.0, spec.cycle_ms / _MS
    if adaptive.exponent == 0:
        return
    for limit_ms in (adaptive.floor_ms, adaptive.ceiling_ms):
        try:
            edge = (spec.cycle_ms / limit_ms) ** (1 / adaptive.exponent)
        except OverflowError:
            continue
        for factor in (1 - _NEAR, 1.0, 1 + _NEAR):
            compression = edge * factor
            if 1 / _MOST < compression < _MOST:
                cycle_ms = spec.cycle_ms / compression**adaptive.exponent
                within = max(adaptive.floor_ms, min(cycle_ms, adaptive.ceiling_ms))
                yield compression, within / _MS
