"""Rules of an organ: what its own section shows, and what its stages mean."""

from collections.abc import Iterable
from functools import partial

from qpf.diagnostics.catalogue.flow import bad_flow_value, example_beat, report_without_key
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.evaluate import Unknown
from qpf.language.expressions import parse_condition
from qpf.language.interface import DEFAULT_MODULE
from qpf.language.names import Names
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_duration
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.durations import duration_s
from qpf.sections.flow.compile import compile_flow
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.evaluate import Machine
from qpf.sections.flow.reports import REPORT_KEYS
from qpf.sections.flow.spec import BeatSpec, EndStage, FlowSpec, RunStage
from qpf.sections.flow.spelling import check_spelling
from qpf.sections.operations.spec import OperationsSpec
from qpf.sections.section import Meant

__all__ = ["answers_of", "check", "check_module", "deadline_seconds", "makes", "means", "reaches"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """The module is generated, the deadline ends, every report is whole."""
    spec = agent.section("flow", FlowSpec)
    check_module(agent, agent.at("/flow/module"), spec.module, "organ", found)
    check_duration(agent, "/flow/deadline", spec.deadline, found)
    if spec.deadline.strip().startswith("indefinite"):
        place = agent.at("/flow/deadline")
        found.add(bad_flow_value(place, "the deadline", "never comes", "write `5s`"))
    check_spelling(agent, spec, found)
    _check_report(agent, "/flow/result", spec.result, found)
    for index, stage in enumerate(spec.stages):
        if isinstance(stage, EndStage):
            _check_report(agent, f"/flow/stages/{index}/end", stage.end, found)


def makes(agent: AgentSpec) -> tuple[str, ...]:
    """The module of the organ."""
    return (agent.section("flow", FlowSpec).module,)


def check_module(agent: AgentSpec, place: Place, stem: str, owner: str, found: Diagnostics) -> None:
    """A module is generated, and holds no operations beside what it is for."""
    what = f"the module `{stem}` of the {owner}"
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    if files is not None and f"{stem}.py" not in files.generatefiles:
        remedy = "add it to `cursorinstructions.generatefiles`"
        found.add(bad_flow_value(place, what, "is not generated", remedy))
    written = agent.find("operations", OperationsSpec)
    homes = {one.module or DEFAULT_MODULE for one in (written.operations if written else ())}
    if stem in homes:
        found.add(bad_flow_value(place, what, "holds operations", "give them another module"))


def _check_report(agent: AgentSpec, pointer: str, words: Iterable[str], found: Diagnostics) -> None:
    for key in REPORT_KEYS:
        if key not in words:
            found.add(report_without_key(agent.at(pointer), key))
    if "organ" in words:
        place = agent.key(f"{pointer}/organ")
        found.add(bad_flow_value(place, "`organ`", "is always in a report", "remove it"))


def reaches(agent: AgentSpec) -> Iterable[str]:
    """Every operation that a stage runs."""
    spec = agent.section("flow", FlowSpec) if "flow" in agent.sections else None
    stages = spec.stages if spec is not None else ()
    return tuple(stage.run for stage in stages if isinstance(stage, RunStage))


def means(own: Meant, found: Diagnostics) -> None:
    """The stages compile, examples and laws say what the flow does."""
    spec = own.agent.section("flow", FlowSpec)
    written = own.agent.find("operations", OperationsSpec)
    specs = written.operations if written is not None else ()
    flow = compile_flow(spec, specs, own.operations, own.scope, found)
    if flow is None:
        return
    _check_laws(flow, found)
    for number, example in enumerate(spec.examples):
        machine = Machine(flow)
        for index, beat in enumerate(example.beats):
            _check_beat(flow, machine, beat, f"/flow/examples/{number}/beats/{index}", found)


def _check_laws(flow: CompiledFlow, found: Diagnostics) -> None:
    names = Names.of_types({**{one.name: one.type for one in flow.senses}, **flow.result_types})
    origins = flow.scope.origins
    for index, law in enumerate(flow.spec.laws):
        place_of = partial(origins.within, f"/flow/laws/{index}/holds")
        parse_condition(law.holds, names, place_of, found, types=flow.scope.types)


def _check_beat(
    flow: CompiledFlow, machine: Machine, beat: BeatSpec, at: str, found: Diagnostics
) -> None:
    origins = flow.scope.origins
    known = {one.name for one in flow.senses}
    for name in beat.given:
        if name not in known:
            place = origins.key(child(f"{at}/given", name))
            found.add(bad_flow_value(place, f"`{name}`", "is not sensed by the organ"))
            return
    for name in beat.answers:
        if name not in flow.spec.ports:
            place = origins.key(child(f"{at}/answers", name))
            found.add(bad_flow_value(place, f"`{name}`", "is not a port of the organ"))
            return
    try:
        made = machine.beat(beat.given, answers_of(beat))
    except Unknown:
        return
    for name, expected in beat.expect.items():
        wanted = list(expected) if isinstance(expected, tuple) else expected
        if name not in made.report or made.report[name] != wanted:
            place = origins.at(child(f"{at}/expect", name))
            shown = repr(made.report[name]) if name in made.report else "nothing"
            found.add(example_beat(place, f"`{name}`", repr(wanted), shown))
    acts = tuple(name for name, _ in made.acts)
    if beat.acts is not None and acts != beat.acts:
        place = origins.at(f"{at}/acts")
        found.add(example_beat(place, "the acts", _named(beat.acts), _named(acts)))


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def answers_of(beat: BeatSpec) -> dict[str, tuple[object, ...]]:
    """What ports answer in a beat: a list in turn, anything else every time."""
    return {
        name: answer if isinstance(answer, tuple) else (answer,)
        for name, answer in beat.answers.items()
    }


def deadline_seconds(spec: FlowSpec) -> float:
    """The deadline of a beat in seconds."""
    return duration_s(spec.deadline) or 0.0
