"""The tests of an organism, derived from its genome."""

from collections.abc import Iterator

from qpf.language.identifiers import identifier
from qpf.language.strategies import strategy_of
from qpf.language.type_table import TypeTable
from qpf.language.types import BOOL, FLOAT, INT
from qpf.language.unparse import source
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.spec import FlowSpec, sense_input
from qpf.sections.genome.health import SharedSense
from qpf.sections.genome.names import arbiter_class, build_name
from qpf.sections.genome.reading import Genome, genome_of
from qpf.sections.genome.scores import ill_organs, share
from qpf.sections.genome.tests_forms import (
    ArbiterTestsView,
    GenomeTestsView,
    HealthTestsView,
    PairView,
    RowView,
)
from qpf.views.encode import Code, DocText, Literal, Number
from qpf.views.modules import agent_paths, imports_of

__all__ = ["arbiter_tests", "genome_tests", "health_tests"]

_KINDS = {"float": FLOAT, "int": INT, "bool": BOOL}
_STEP = 1e-6
_COUNTING = frozenset({"Collector.collect", "collect_garbage"})
"""Ports of the kit that return a number of the whole process, another one in each run."""


def health_tests(agent: AgentNode, graph: Graph) -> Iterator[HealthTestsView]:
    """The health refuses what is wrong, keeps what is right."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    names = {one.name: identifier(one.name) for one in genome.senses}
    defaults = {names[one.name]: _shown(one.spec.default, one) for one in genome.senses}
    senses = {one.name: one for one in genome.senses}
    given = {names[name]: _shown(value, senses[name]) for name, value in genome.spec.health.items()}
    clamped = tuple(pair for one in genome.senses for pair in _clamped(one))
    yield HealthTestsView(
        path_fields=agent_paths(agent, "health"),
        origin=place,
        docstring=DocText("The health keeps what its schema says.", place, indent=0),
        imports=imports_of(graph, _health_imports(agent)),
        defaults=Literal(defaults, place),
        given=Literal({**defaults, **given}, place),
        refused=tuple(pair for one in genome.senses for pair in _refused(one)),
        inside=tuple(pair for one in genome.senses for pair in _inside(one)),
        clamped=clamped,
        strategies=_strategies(genome),
        has_clamped=bool(clamped),
    )


def _health_imports(agent: AgentNode) -> set[Import]:
    return {
        Import("math"),
        Import("pytest"),
        Import("typing", "Any"),
        Import("hypothesis", "given"),
        Import("hypothesis", "settings"),
        Import("hypothesis", "strategies", "st"),
        Import("qpf_core.errors", "InputError"),
        Import(f"{agent.package}.health", "DEFAULT_HEALTH"),
        Import(f"{agent.package}.health", "Health"),
    }


def _shown(value: object, one: SharedSense) -> object:
    return float(str(value)) if one.spec.type == "float" else value


def _pair(one: SharedSense, value: object) -> PairView:
    name = Literal(identifier(one.name), one.place)
    return PairView(first=name, second=Literal(value, one.place))


def _refused(one: SharedSense) -> Iterator[PairView]:
    wrong: tuple[object, ...] = ("1", None, [], 1 if one.spec.type == "bool" else True)
    for value in wrong:
        yield _pair(one, value)
    if one.spec.type == "int":
        yield _pair(one, 4.5)
    if one.spec.outside == "refuse":
        low, high = one.spec.range or (None, None)
        step = 1 if one.spec.type == "int" else _STEP
        for end, away in ((low, -step), (high, step)):
            if end is not None:
                beyond = end + away
                yield _pair(one, int(beyond) if one.spec.type == "int" else beyond)


def _inside(one: SharedSense) -> Iterator[PairView]:
    for end in one.spec.range or ():
        if end is not None:
            yield _pair(one, int(end) if one.spec.type == "int" else float(end))


def _clamped(one: SharedSense) -> Iterator[PairView]:
    if one.spec.outside == "clamp":
        low, high = one.spec.range or (None, None)
        for end, away in ((low, -1.0), (high, 1.0)):
            if end is not None:
                name, near = identifier(one.name), float(end)
                yield PairView(
                    first=Literal({name: near + away}, one.place),
                    second=Literal({name: near}, one.place),
                )


def _strategies(genome: Genome) -> Code:
    parts = []
    for one in genome.senses:
        tree = strategy_of(sense_input(one.spec), _KINDS[one.spec.type], TypeTable())
        if tree is not None:
            parts.append(f'"{identifier(one.name)}": {source(tree)}')
    return Code.from_text("{" + ", ".join(parts) + "}")


def genome_tests(agent: AgentNode, graph: Graph) -> Iterator[GenomeTestsView]:
    """Every mode at its bounds, and laws for any value."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    imports = {
        Import("math"),
        Import("pytest"),
        Import("hypothesis", "given"),
        Import("hypothesis", "settings"),
        Import("hypothesis", "strategies", "st"),
        Import("qpf_core.errors", "InputError"),
        *(Import(f"{agent.package}.genome", n) for n in ("BASE_WEIGHTS", "mode_at", "weights_at")),
    }
    yield GenomeTestsView(
        path_fields=agent_paths(agent, "genome"),
        origin=place,
        docstring=DocText("The genome keeps what its schema says.", place, indent=0),
        imports=imports_of(graph, imports),
        by=Literal(genome.spec.by, agent.spec.at("/genome/by")),
        base=Literal(genome.ordered(genome.spec.weights), agent.spec.at("/genome/weights")),
        rows=tuple(_rows(agent, genome)),
        keys=Literal(list(genome.keys), place),
        modes=Literal([mode.name for mode in genome.spec.modes], place),
        low=Number(genome.low, place),
        high=Number(genome.high, place),
    )


def _rows(agent: AgentNode, genome: Genome) -> Iterator[RowView]:
    beyond = genome.high - genome.low
    yield _row(agent, genome, genome.low - beyond, 0)
    for index, mode in enumerate(genome.spec.modes):
        start = genome.start(index)
        end = genome.high if mode.below is None else mode.below
        width = end - start
        for value in (start, start + width / 4, (start + end) / 2, end - width * _STEP):
            yield _row(agent, genome, value, index)
    yield _row(agent, genome, genome.high, len(genome.spec.modes) - 1)
    yield _row(agent, genome, genome.high + beyond, len(genome.spec.modes) - 1)


def _row(agent: AgentNode, genome: Genome, value: float, index: int) -> RowView:
    place = agent.spec.at(f"/genome/modes/{index}")
    rounded = round(value, 9)
    mode, weights = genome.at(rounded)
    return RowView(
        value=Number(rounded, place), mode=Literal(mode, place), weights=Literal(weights, place)
    )


def arbiter_tests(agent: AgentNode, graph: Graph) -> Iterator[ArbiterTestsView]:
    """Organs run in order, are weighed, and fail alone."""
    genome, place = genome_of(agent, graph), agent.spec.key("/genome")
    senses = {one.name: one.spec for one in genome.senses}
    decided = float(genome.spec.health.get(genome.spec.by, senses[genome.spec.by].default))
    mode, weights = genome.at(decided)
    flows = [one.spec.section("flow", FlowSpec) for one in genome.organs]
    keys, known = [one.key for one in flows], ill_organs(genome)
    ill = known or frozenset()
    counts = any(port.default in _COUNTING for one in flows for port in one.ports.values())
    yield ArbiterTestsView(
        path_fields=agent_paths(agent, "arbiter"),
        origin=place,
        docstring=DocText("The arbiter keeps what its schema says.", place, indent=0),
        imports=imports_of(graph, _arbiter_imports(agent, counts=counts)),
        counts=counts,
        class_name=arbiter_class(agent),
        build=build_name(agent),
        names=Literal([one.organ for one in flows], place),
        by=Literal(identifier(genome.spec.by), place),
        low=Number(genome.low, place),
        high=Number(genome.high, place),
        mode=Literal(mode, place),
        weights=Literal(weights, place),
        base=Literal(genome.ordered(genome.spec.weights), place),
        score=Literal(share(weights, keys, ill) if ill else 1.0, place),
        has_scores=known is not None,
        failing=tuple(
            PairView(
                first=Literal(one.organ, place),
                second=Literal(share(weights, keys, ill | {one.key}), place),
            )
            for one in flows
        ),
    )


def _arbiter_imports(agent: AgentNode, *, counts: bool) -> set[Import]:
    dotted = f"{agent.package}.arbiter"
    return {
        *([Import("gc")] if counts else []),
        Import("json"),
        Import("pytest"),
        Import("threading"),
        Import("collections.abc", "Callable"),
        Import("typing", "Any"),
        Import("hypothesis", "given"),
        Import("hypothesis", "settings"),
        Import("hypothesis", "strategies", "st"),
        Import("qpf_core.clock", "ManualClock"),
        Import("qpf_core.errors", "InputError"),
        Import("qpf_core.errors", "Unavailable"),
        Import(dotted, str(arbiter_class(agent))),
        Import(dotted, str(build_name(agent))),
        Import(f"{agent.package}.health", "DEFAULT_HEALTH"),
        Import(f"{agent.package}.health", "Health"),
    }
