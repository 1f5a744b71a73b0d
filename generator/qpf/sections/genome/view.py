"""An organism as three modules: its health, its genome, and the arbiter that runs its organs."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.identifiers import identifier
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.spec import SenseSpec
from qpf.sections.genome.arbiter_view import arbiters
from qpf.sections.genome.health import SharedSense
from qpf.sections.genome.hooks import parts
from qpf.sections.genome.part_view import part_modules, part_tests
from qpf.sections.genome.reading import Genome, genome_of
from qpf.sections.genome.spec import ModeSpec
from qpf.sections.genome.tests_view import arbiter_tests, genome_tests, health_tests
from qpf.views.encode import Code, CommentText, DocText, Identifier, Literal, Number
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = [
    "arbiter_tests",
    "arbiters",
    "genome_tests",
    "genomes",
    "health_tests",
    "healths",
    "part_modules",
    "part_tests",
    "parts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of the health, and the call that validates it."""

    name: Identifier
    annotation: Identifier
    default: Literal
    docstring: DocText
    check: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView(ModuleView):
    """The module of the health."""

    fields: tuple[FieldView, ...]
    names: Literal
    given: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeView:
    """One mode: a plain set of weights, or a way between two."""

    name: Literal
    note: CommentText
    below: Number
    start: Number
    width: Number
    weights: Code
    is_last: bool
    is_between: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GenomeView(ModuleView):
    """The module of the genome."""

    base: Literal
    by: Identifier
    text: Literal
    low: Number
    high: Number
    modes: tuple[ModeView, ...]
    held: Code


def healths(agent: AgentNode, graph: Graph) -> Iterator[HealthView]:
    """The health: all that the organs sense."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    checks = {_check_name(one.spec) for one in genome.senses} | {"known_senses"}
    imports = {
        Import("collections.abc", "Mapping"),
        Import("dataclasses", "dataclass"),
        Import("typing", "Any"),
        Import("typing", "Final"),
        Import("typing", "Self"),
        *(Import("qpf_organism.organ", name) for name in checks),
    }
    health = ", ".join(
        f"{identifier(name)}={Literal(_typed(value, genome, name), place)}"
        for name, value in genome.spec.health.items()
    )
    yield HealthView(
        path_fields=agent_paths(agent, "health"),
        origin=place,
        docstring=DocText("What the organism senses, validated.", place, indent=0),
        imports=imports_of(graph, imports),
        fields=tuple(_field(one) for one in genome.senses),
        names=Literal([identifier(one.name) for one in genome.senses], place),
        given=Code.from_text(f"Health({health})", agent.spec.at("/genome/health")),
    )


def _typed(value: float | int | bool, genome: Genome, name: str) -> float | int | bool:
    sense = next(one.spec for one in genome.senses if one.name == name)
    return float(value) if sense.type == "float" else value


def _check_name(spec: SenseSpec) -> str:
    if spec.type == "float":
        return "clamped" if spec.outside == "clamp" else "real"
    return "whole" if spec.type == "int" else "truth"


def _field(one: SharedSense) -> FieldView:
    spec, name = one.spec, identifier(one.name)
    bounds = zip(("low", "high"), spec.range or (None, None), strict=True)
    kind = float if spec.type == "float" else int
    limits = [f"{key}={kind(end)!r}" for key, end in bounds if end is not None]
    parts = ", ".join([str(Literal(name, one.place)), f"self.{name}", *limits])
    unit = f", in {spec.unit}" if spec.unit not in ("", "1") else ""
    default = float(spec.default) if spec.type == "float" else spec.default
    return FieldView(
        name=Identifier(name, one.place),
        annotation=Identifier(spec.type, one.place),
        default=Literal(default, one.place),
        docstring=DocText(f"{spec.summary.rstrip('.')}{unit}.", one.place),
        check=Code.from_text(f"{_check_name(spec)}({parts})", one.place),
    )


def genomes(agent: AgentNode, graph: Graph) -> Iterator[GenomeView]:
    """The genome: modes and weights as plain conditions."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    spec = genome.spec
    imports = {
        Import("collections.abc", "Mapping"),
        Import("types", "MappingProxyType"),
        Import("typing", "Final"),
        Import("qpf_organism.organ", "nearest"),
    }
    yield GenomeView(
        path_fields=agent_paths(agent, "genome"),
        origin=place,
        docstring=DocText(f"What the organs weigh, as `{spec.by}` says.", place, indent=0),
        imports=imports_of(graph, imports),
        base=Literal(genome.ordered(spec.weights), agent.spec.at("/genome/weights")),
        by=Identifier(identifier(spec.by), place),
        text=Literal(spec.by, agent.spec.at("/genome/by")),
        low=Number(genome.low, place),
        high=Number(genome.high, place),
        modes=tuple(
            _mode(genome, index, mode, agent.spec.at(f"/genome/modes/{index}"))
            for index, mode in enumerate(spec.modes)
        ),
        held=Code.from_text("held = " if len(spec.modes) > 1 else ""),
    )


def _mode(genome: Genome, index: int, mode: ModeSpec, place: Place) -> ModeView:
    start, below = genome.start(index), genome.high if mode.below is None else mode.below
    if mode.weights is not None:
        weights = str(Literal(genome.ordered(mode.weights), place))
    else:
        first, last = genome.ends(mode)
        parts = (f"{Literal(key, place)}: {_way(first[key], last[key])}" for key in genome.keys)
        weights = "{" + ", ".join(parts) + "}"
    return ModeView(
        name=Literal(mode.name, place),
        note=CommentText(f"{mode.name}: {mode.summary}" if mode.summary else mode.name, place),
        below=Number(float(below), place),
        start=Number(float(start), place),
        width=Number(round(float(below) - float(start), 12), place),
        weights=Code.from_text(weights, place),
        is_last=mode.below is None,
        is_between=mode.between is not None,
    )


def _way(first: float, last: float) -> str:
    """A weight on its way, rounded so that halves and quarters are plain numbers."""
    if first == last:
        return repr(first)
    sign = "+" if last > first else "-"
    return f"round({first!r} {sign} {abs(last - first):.12g} * share, 12)"
