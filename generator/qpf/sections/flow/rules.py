"""Rules of an organ: what its own section shows, and what its stages mean."""

from collections.abc import Iterable
from functools import partial

from qpf.diagnostics.catalogue.flow import bad_flow_value, report_without_key
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.expressions import parse_condition
from qpf.language.interface import DEFAULT_MODULE
from qpf.language.names import Names
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_duration
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.durations import duration_s
from qpf.sections.flow.beats import check_beats
from qpf.sections.flow.compile import compile_flow
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.reports import REPORT_KEYS
from qpf.sections.flow.spec import EndStage, FlowSpec, RunStage
from qpf.sections.flow.spelling import check_spelling
from qpf.sections.operations.spec import OperationsSpec
from qpf.sections.section import Meant

__all__ = ["check", "check_module", "deadline_seconds", "makes", "means", "reaches"]


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
    check_beats(flow, found)


def _check_laws(flow: CompiledFlow, found: Diagnostics) -> None:
    names = Names.of_types({**{one.name: one.type for one in flow.senses}, **flow.result_types})
    origins = flow.scope.origins
    for index, law in enumerate(flow.spec.laws):
        place_of = partial(origins.within, f"/flow/laws/{index}/holds")
        parse_condition(law.holds, names, place_of, found, types=flow.scope.types)


def deadline_seconds(spec: FlowSpec) -> float:
    """The deadline of a beat in seconds."""
    return duration_s(spec.deadline) or 0.0
