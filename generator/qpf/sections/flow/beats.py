"""Examples of organs state what comes out, of values that can come in."""

import math
from collections.abc import Iterable, Iterator, Mapping

from qpf.diagnostics.catalogue.flow import bad_flow_value, example_beat
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics
from qpf.language.evaluate import Unknown
from qpf.language.literals import literal_fault
from qpf.model.document import child
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.evaluate import Machine
from qpf.sections.flow.spec import BeatSpec

__all__ = ["answers_of", "check_beats"]


def check_beats(flow: CompiledFlow, found: Diagnostics) -> None:
    """Let an organ beat as its examples say, and report what is otherwise."""
    for number, example in enumerate(flow.spec.examples):
        machine = Machine(flow)
        for index, beat in enumerate(example.beats):
            at = f"/flow/examples/{number}/beats/{index}"
            faults = [*_sensed(flow, beat, f"{at}/given"), *_told(flow, beat, f"{at}/answers")]
            found.extend(faults)
            if faults:
                break
            _compare(flow, machine, beat, at, found)


def answers_of(beat: BeatSpec) -> dict[str, tuple[object, ...]]:
    """What ports answer in a beat: a list in turn, anything else every time."""
    return {
        name: answer if isinstance(answer, tuple) else (answer,)
        for name, answer in beat.answers.items()
    }


def _sensed(flow: CompiledFlow, beat: BeatSpec, at: str) -> Iterator[Diagnostic]:
    origins, senses = flow.scope.origins, {one.name: one for one in flow.senses}
    for name, value in beat.given.items():
        pointer = child(at, name)
        if name not in senses:
            yield bad_flow_value(origins.key(pointer), f"`{name}`", "is not sensed by the organ")
            continue
        kind = senses[name].type
        yield from literal_fault(value, kind, flow.scope.types, origins, pointer, name)
        low, high = flow.spec.senses[name].range or (None, None)
        bottom, top = -math.inf if low is None else low, math.inf if high is None else high
        if not bottom <= value <= top:
            reason = "is outside of the range of the sense, so that no organ meets it"
            yield bad_flow_value(origins.at(pointer), f"`{name}`", reason)


def _told(flow: CompiledFlow, beat: BeatSpec, at: str) -> Iterator[Diagnostic]:
    origins = flow.scope.origins
    for name, answers in answers_of(beat).items():
        pointer = child(at, name)
        if name not in flow.spec.ports:
            yield bad_flow_value(origins.key(pointer), f"`{name}`", "is not a port of the organ")
            continue
        is_list, kind = isinstance(beat.answers[name], tuple), flow.port(name).returns
        for index, answer in enumerate(answers):
            place = child(pointer, index) if is_list else pointer
            yield from literal_fault(answer, kind, flow.scope.types, origins, place, name)


def _compare(
    flow: CompiledFlow, machine: Machine, beat: BeatSpec, at: str, found: Diagnostics
) -> None:
    origins = flow.scope.origins
    try:
        made = machine.beat(beat.given, answers_of(beat))
    except Unknown:
        return
    for name, expected in beat.expect.items():
        if name not in made.report or not _is_same(expected, made.report[name]):
            place = origins.at(child(f"{at}/expect", name))
            shown = repr(made.report[name]) if name in made.report else "nothing"
            found.add(example_beat(place, f"`{name}`", repr(_thawed(expected)), shown))
    acts = tuple(name for name, _ in made.acts)
    if beat.acts is not None and acts != beat.acts:
        place = origins.at(f"{at}/acts")
        found.add(example_beat(place, "the acts", _named(beat.acts), _named(acts)))


def _is_same(expected: object, given: object) -> bool:
    """Whether two values are one; a truth value is no number."""
    if isinstance(expected, list | tuple) and isinstance(given, list | tuple):
        pairs = zip(expected, given, strict=False)
        return len(expected) == len(given) and all(_is_same(one, other) for one, other in pairs)
    if isinstance(expected, Mapping) and isinstance(given, Mapping):
        return expected.keys() == given.keys() and all(
            _is_same(expected[key], one) for key, one in given.items()
        )
    return isinstance(expected, bool) is isinstance(given, bool) and expected == given


def _thawed(value: object) -> object:
    """A value with lists in place of tuples."""
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    return [_thawed(one) for one in value] if isinstance(value, list | tuple) else value


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
