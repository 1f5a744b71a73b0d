"""The tests of an organ, derived from its schema."""

import builtins
from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.expressions import parse_expression
from qpf.language.literals import literal
from qpf.language.names import Local, Names
from qpf.language.strategies import strategy_of
from qpf.language.types import STR
from qpf.language.unparse import source
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.answers import is_action_foretold
from qpf.sections.flow.cases import Case, first_beats, in_a_row
from qpf.sections.flow.compiled import CompiledFlow, CompiledValue
from qpf.sections.flow.evaluate import Beat, neutral
from qpf.sections.flow.reading import annotated, class_of, flow_of, ports_of
from qpf.sections.flow.rules import deadline_seconds
from qpf.sections.flow.spec import sense_input
from qpf.sections.flow.tests_forms import (
    BeatView,
    FieldView,
    LawView,
    OrganTestsView,
    PortTestView,
    RunView,
)
from qpf.sections.flow.tests_states import state_tests
from qpf.views.encode import Code, CommentText, DocText, DottedName, Identifier, Literal, Number
from qpf.views.modules import agent_paths, imports_of

__all__ = ["tests"]

_UNTOLD = Case({}, {}, Beat())
"""Stands for the beats of an organ of which nobody can foretell any."""


def tests(agent: AgentNode, graph: Graph) -> Iterator[OrganTestsView]:
    """The test module of an organ."""
    flow = flow_of(agent)
    if flow is None:
        return
    beats = first_beats(flow)
    spec, place = flow.spec, agent.spec.key("/flow")
    longest = max(beats, key=_fullness, default=_UNTOLD)
    many, states = state_tests(flow, longest)
    runs = tuple(_run(name, run, flow, place) for name, run in in_a_row(flow))
    dotted = f"{agent.package}.{spec.module}"
    has_limits = any(one.has_limit for one in states)
    yield OrganTestsView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{spec.organ} keeps what its schema says.", place, indent=0),
        imports=imports_of(graph, _imports(agent, flow, is_told=bool(beats), limits=has_limits)),
        module=DottedName(dotted, place),
        stem=Identifier(_bound(spec.module), place),
        class_name=class_of(agent),
        ports_class=ports_of(agent),
        name=Literal(spec.organ, agent.spec.at("/flow/organ")),
        key=Literal(spec.key, agent.spec.at("/flow/key")),
        deadline=Number(deadline_seconds(spec), agent.spec.at("/flow/deadline")),
        fields=tuple(_field(one, flow) for one in flow.senses),
        ports=tuple(_ports(flow)),
        beats=tuple(_beat(case, flow, place) for case in beats),
        runs=runs,
        has_runs=bool(runs),
        states=states,
        laws=tuple(_laws(flow)),
        strategies=_strategies(flow, place),
        operations=Literal(_ran(flow), place),
        trace=Literal(longest.beat.trace, place),
        alarmed=_sensed(longest.given, flow, place),
        keys=Literal(["organ", *spec.result], place),
        many=Number(many, place),
        has_beats=bool(beats),
        has_ports=bool(flow.ports),
        is_action_foretold=is_action_foretold(flow),
        has_states=bool(states),
        has_sensed=bool(spec.laws or beats),
        has_laws=bool(spec.laws),
        may_refuse=flow.may_refuse,
        has_operations=bool(_ran(flow) and beats),
    )


def _imports(agent: AgentNode, flow: CompiledFlow, *, is_told: bool, limits: bool) -> set[Import]:
    dotted = f"{agent.package}.{flow.spec.module}"
    found = {
        Import("typing", "Any"),
        Import("qpf_organism.organ.testing", "Calls"),
        Import(dotted, str(class_of(agent))),
    }
    if flow.ports:
        found.add(Import(dotted, str(ports_of(agent))))
    if is_told or flow.spec.laws:
        found.add(Import("dataclasses", "dataclass"))
    if limits or flow.spec.laws:
        drawing = (("given", None), ("settings", None), ("strategies", "st"))
        found |= {Import("hypothesis", name, alias) for name, alias in drawing}
    if flow.spec.laws and flow.may_refuse:
        found.add(Import("qpf_core.errors", "CoreError"))
    if not is_told:
        return found
    found.add(Import("pytest"))
    if _ran(flow):
        found.add(Import(agent.package, flow.spec.module, _alias(flow.spec.module)))
    if limits:
        found.add(Import("hypothesis", "example"))
    if flow.states:
        found.add(Import("concurrent.futures", "ThreadPoolExecutor"))
    return found


_TAKEN = {"dataclass", "example", "given", "observed", "pytest", "settings", "st"}
"""What the test module calls things itself."""


def _alias(stem: str) -> str | None:
    """Another name for the module where its own would hide something."""
    return f"{stem}_" if stem in _TAKEN or hasattr(builtins, stem) else None


def _bound(stem: str) -> str:
    return _alias(stem) or stem


def _fullness(case: Case) -> tuple[int, int]:
    """How much a beat goes through, and how much it reports."""
    return len(case.beat.trace), len(repr(case.beat.report))


def _ran(flow: CompiledFlow) -> tuple[str, ...]:
    names = (getattr(stage, "run", None) for stage in flow.spec.stages)
    known = {one.name: one.function for one in flow.operations}
    return tuple(dict.fromkeys(known[name] for name in names if isinstance(name, str)))


def _field(one: CompiledValue, flow: CompiledFlow) -> FieldView:
    return FieldView(
        name=Identifier(one.identifier, one.place),
        annotation=Code.from_text(annotated(one.type, flow), one.place),
        default=_number(one.default, one, flow),
    )


def _number(value: object, one: CompiledValue, flow: CompiledFlow) -> Code:
    return Code.from_text(source(literal(value, one.type, flow.scope.types)), one.place)


def _ports(flow: CompiledFlow) -> Iterator[PortTestView]:
    for one in flow.ports:
        yield PortTestView(
            name=Identifier(one.identifier, one.place),
            text=Literal(one.name, one.place),
            neutral=Literal(neutral(one.returns), one.place),
            stands=Literal(f"{one.owner}.{one.function}".lstrip("."), one.place),
        )


def _sensed(given: Mapping[str, object], flow: CompiledFlow, place: Place) -> Code:
    parts = [
        f"{one.identifier}={_number(given[one.name], one, flow)}"
        for one in flow.senses
        if one.name in given
    ]
    return Code.from_text(f"Sensed({', '.join(parts)})", place)


def _beat(case: Case, flow: CompiledFlow, place: Place) -> BeatView:
    return BeatView(
        sensed=_sensed(case.given, flow, place),
        answers=Literal({name: list(one) for name, one in case.answers.items()}, place),
        report=Literal(case.beat.report, place),
        acts=Literal(case.beat.acts, place),
    )


def _run(name: str, run: Sequence[Case], flow: CompiledFlow, place: Place) -> RunView:
    return RunView(name=Literal(name, place), beats=tuple(_beat(one, flow, place) for one in run))


def _laws(flow: CompiledFlow) -> Iterator[LawView]:
    senses = {
        one.name: Local(one.name, f"sensed.{one.identifier}", one.type) for one in flow.senses
    }
    results = {
        name: Local(name, f"report[{source(literal(name, STR, flow.scope.types))}]", kind)
        for name, kind in flow.result_types.items()
    }
    names = Names({**senses, **results})
    for index, law in enumerate(flow.spec.laws):
        place = flow.scope.origins.at(f"/flow/laws/{index}/holds")
        parsed = parse_expression(
            law.holds, names, lambda *_, at=place: at, Diagnostics(), types=flow.scope.types
        )
        if parsed is not None:
            yield LawView(
                text=CommentText(
                    law.law, flow.scope.origins.at(f"/flow/laws/{index}/law"), indent=8
                ),
                test=Code.from_text(source(parsed.node), place),
            )


def _strategies(flow: CompiledFlow, place: Place) -> Code:
    parts = []
    for one in flow.senses:
        tree = strategy_of(sense_input(flow.spec.senses[one.name]), one.type, flow.scope.types)
        if tree is not None:
            parts.append(f"{one.identifier}={source(tree)}")
    return Code.from_text(", ".join(["Sensed", *parts]), place)
