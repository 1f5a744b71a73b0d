"""A pulse as modules: its rhythm, what it beats, and how it joins the service."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.loop.driving import Driven, driven
from qpf.sections.loop.hooks import commands, parts, pulses_that_end, settings
from qpf.sections.loop.names import command_name, part_name
from qpf.sections.loop.rules import part_of
from qpf.sections.loop.spec import LoopSpec
from qpf.sections.loop.tests_view import part_tests, tests
from qpf.views.encode import Code, DocText, Identifier, Literal, Number
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = [
    "PulsePartView",
    "PulseView",
    "commands",
    "part_modules",
    "part_tests",
    "parts",
    "pulses",
    "pulses_that_end",
    "settings",
    "tests",
]

_MS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseView(ModuleView):
    """The rhythm of a pulse and what it drives."""

    opened_docstring: DocText
    values: Code
    has_log: bool
    log: Code
    driven: Driven
    pulse_class: Identifier
    is_process: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PulsePartView(ModuleView):
    """How a pulse joins the service, and its command."""

    part: Identifier
    slug: Literal
    board: Literal
    board_name: Identifier
    path: Literal
    is_process: bool
    has_command: bool
    command: Identifier
    word: Literal


def pulses(agent: AgentNode, graph: Graph) -> Iterator[PulseView]:
    """The module of a pulse."""
    spec, place = agent.spec.section("loop", LoopSpec), agent.spec.key("/loop")
    beaten = driven(agent, graph, spec)
    yield PulseView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name}: a beat each {spec.cycle_ms:g} ms.", place, indent=0),
        imports=imports_of(graph, _imports(spec, beaten), f"{agent.package}.{spec.module}"),
        opened_docstring=DocText(
            "Return the pulse; it begins with `start`. `folder` is where its log goes, if at all.",
            place,
        ),
        values=_policy(agent, spec),
        has_log=spec.log is not None,
        log=_log(agent, spec),
        driven=beaten,
        pulse_class=Identifier(_class(spec), agent.spec.at("/loop/runs_in")),
        is_process=spec.runs_in == "process",
    )


def part_modules(agent: AgentNode, graph: Graph) -> Iterator[PulsePartView]:
    """The module that joins the service."""
    spec, place = agent.spec.section("loop", LoopSpec), agent.spec.key("/loop")
    has_command, is_process = spec.command is not None, spec.runs_in == "process"
    home = f"{agent.package}.{spec.module}"
    wanted = [
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_organism.pulse.part", "part_of_pulse"),
        Import("qpf_organism.pulse.part", "chosen_pulse"),
        Import(home, "POLICY"),
        Import(home, "open_pulse"),
    ]
    if has_command:
        package = graph.collection_of(agent.id).distribution.package
        wanted += [
            Import("collections.abc", "Sequence"),
            Import("qpf_organism.pulse.command", "beat_on_command"),
            Import(f"{package}.settings", "Settings"),
        ]
    written = spec.command
    yield PulsePartView(
        path_fields=agent_paths(agent, part_of(spec)),
        origin=place,
        docstring=DocText(f"{agent.name} beside the agents of a service.", place, indent=0),
        imports=imports_of(graph, wanted),
        part=part_name(agent),
        slug=Literal(agent.slug, place),
        board=Literal(f"{agent.slug}_board", place),
        board_name=Identifier(f"{agent.slug}_board", place),
        path=Literal(spec.vitals.path, agent.spec.at("/loop/vitals/path")),
        is_process=is_process,
        has_command=has_command,
        command=command_name(agent),
        word=Literal(written.word if written else "", agent.spec.at("/loop/command/word")),
    )


def _class(spec: LoopSpec) -> str:
    return "PulseProcess" if spec.runs_in == "process" else "PulseThread"


def _imports(spec: LoopSpec, beaten: Driven) -> Iterator[Import]:
    yield from beaten.needs
    yield Import("pathlib", "Path")
    yield Import("typing", "Final")
    for name in ("Drive", "MissBudget", "MissPolicy", "PulsePolicy", _class(spec)):
        yield Import("qpf_organism.pulse", name)
    if spec.log is not None:
        yield Import("qpf_organism.pulse", "LogSettings")


def _policy(agent: AgentNode, spec: LoopSpec) -> Code:
    adaptive, budget = spec.adaptive, spec.budget
    values = {
        "cycle_ms": ("cycle_s", Number(spec.cycle_ms / _MS)),
        "adaptive/floor_ms": ("floor_s", Number(adaptive.floor_ms / _MS)),
        "adaptive/ceiling_ms": ("ceiling_s", Number(adaptive.ceiling_ms / _MS)),
        "adaptive/exponent": ("exponent", Number(adaptive.exponent)),
        "adaptive/compression": ("compression", Number(adaptive.compression)),
        "on_miss": ("on_miss", f"MissPolicy.{spec.on_miss.upper()}"),
        "budget": ("budget", f"MissBudget({budget.missed}, {budget.window})"),
        "burst": ("burst", Number(spec.burst or 100)),
        "priority": ("priority", Number(spec.priority)),
        "vitals/every_ms": ("publish_s", Number(spec.vitals.every_ms / _MS)),
    }
    lines = [
        line
        for key, (name, value) in values.items()
        for line in Code.from_text(f"    {name}={value},", agent.spec.at(f"/loop/{key}")).lines
    ]
    return Code(lines, agent.spec.key("/loop"))


def _log(agent: AgentNode, spec: LoopSpec) -> Code:
    if spec.log is None:
        return Code([], agent.spec.key("/loop"))
    log, place = spec.log, agent.spec.at("/loop/log")
    path = Literal(log.path, place)
    return Code.from_text(
        f"LogSettings(path=str(folder / {path}), every_s={Number(log.every_s)},"
        f" max_bytes={Number(log.max_bytes)}, files={Number(log.files)})",
        place,
    )
