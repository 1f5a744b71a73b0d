"""Which beats derived tests try: thresholds, extremes, flipped truth values, beats in a row."""

import ast
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qpf.language.evaluate import Unknown
from qpf.language.thresholds import thresholds_of, tree_of
from qpf.language.types import INT
from qpf.sections.flow.beats import answers_of
from qpf.sections.flow.compiled import CompiledFlow, CompiledValue
from qpf.sections.flow.evaluate import Beat, Machine
from qpf.sections.flow.spec import RunStage

__all__ = ["Case", "extreme", "first_beats", "in_a_row"]

Given = dict[str, object]
_MOST = 60


@dataclass(frozen=True, slots=True)
class Case:
    """What is sensed, what ports answer, and what the schema says of the beat."""

    given: Given
    answers: Mapping[str, tuple[object, ...]]
    beat: Beat


def first_beats(flow: CompiledFlow) -> tuple[Case, ...]:
    """First beats of new organs: at, below and above every threshold, and at the extremes."""
    found: list[Case] = []
    seen: set[tuple[tuple[str, object], ...]] = set()
    for given in _givens(flow):
        key = tuple(sorted(given.items()))
        if key in seen or len(found) >= _MOST:
            continue
        seen.add(key)
        found += _cases(flow, [(given, {})])
    for given in (extreme(flow, "low"), extreme(flow, "high")):
        found += _cases(flow, [(given, _affirmed(flow))])
    return tuple(found)


def in_a_row(flow: CompiledFlow) -> tuple[tuple[str, tuple[Case, ...]], ...]:
    """Named runs of one organ: two made-up ones, and each example of the schema by its summary."""
    low, high = extreme(flow, "low"), extreme(flow, "high")
    names: tuple[Given, ...] = ({}, low, low, high, {}, low, high, high, low, {}, {})
    made = _cases(flow, [(dict(one), {}) for one in names])
    yes = _cases(flow, [(dict(one), _affirmed(flow)) for one in (low, {}, high, low)])
    examples = [
        (
            example.summary,
            _cases(flow, [(dict(beat.given), answers_of(beat)) for beat in example.beats]),
        )
        for example in flow.spec.examples
    ]
    named = (("states come and go", made), ("every port says yes", yes), *examples)
    return tuple((name, run) for name, run in named if run)


def _cases(
    flow: CompiledFlow, beats: Iterable[tuple[Given, Mapping[str, tuple[object, ...]]]]
) -> tuple[Case, ...]:
    """The beats of one organ in order, up to the first that cannot be evaluated here."""
    machine, found = Machine(flow), []
    for given, told in beats:
        try:
            found.append(Case(given, told, machine.beat(given, told)))
        except Unknown:
            break
    return tuple(found)


def _affirmed(flow: CompiledFlow) -> dict[str, tuple[object, ...]]:
    """Answers that are not empty, in turn with those that are."""
    yes: Mapping[str, tuple[object, ...]] = {"bool": (True, False, True, True), "int": (3,)}
    return {p.name: yes[str(p.returns)] for p in flow.ports if str(p.returns) in yes}


def extreme(flow: CompiledFlow, side: str) -> Given:
    """Every sense at its lowest or highest; truth values are true when low, which is bad."""
    return {one.name: _end(flow, one, side) for one in flow.senses}


def _end(flow: CompiledFlow, sense: CompiledValue, side: str) -> object:
    if sense.type.kind.value == "bool":
        return side == "low"
    bounds = flow.spec.senses[sense.name].range or (None, None)
    end = bounds[0] if side == "low" else bounds[1]
    known = [value for name, value in _thresholds(flow) if name == sense.name]
    if end is None:
        spread = [*known, float(str(sense.default))]
        end = min(spread) * 2 - max(spread) - 1 if side == "low" else max(spread) * 2 + 1
    return int(end) if sense.type == INT else float(end)


def _givens(flow: CompiledFlow) -> Iterator[Given]:
    bases: list[Given] = [{}, extreme(flow, "low"), extreme(flow, "high")]
    bases += [dict(beat.given) for one in flow.spec.examples for beat in one.beats[:3]]
    yield from bases[:3]
    senses = {one.name: one for one in flow.senses}
    for base in bases:
        for name, value in _thresholds(flow):
            for near in _around(flow, senses[name], value):
                yield {**base, name: near}
    for one in flow.senses:
        if one.type.kind.value == "bool":
            yield {one.name: not one.default}


def _around(flow: CompiledFlow, sense: CompiledValue, value: float) -> Iterator[object]:
    step = 1 if sense.type == INT else max(abs(value) * 1e-6, 1e-6)
    low, high = flow.spec.senses[sense.name].range or (None, None)
    for near in (value - step, value, value + step):
        inside = (-math.inf if low is None else low) <= near <= (math.inf if high is None else high)
        if inside:
            yield int(near) if sense.type == INT else float(near)


def _thresholds(flow: CompiledFlow) -> list[tuple[str, float]]:
    """Senses and the numbers they are compared with, in the order of the stages."""
    found: dict[tuple[str, float], None] = {}
    senses = {one.name for one in flow.senses}
    for stage in flow.spec.stages:
        if isinstance(stage, RunStage):
            operation = flow.operation(stage.run)
            for one in thresholds_of(operation, flow.scope):
                sense = stage.given.get(one.keys[0], one.keys[0])
                if len(one.keys) == 1 and sense in senses:
                    found[str(sense), one.value] = None
        when = getattr(stage, "when", None)
        for name, value in _compared(when, senses) if isinstance(when, str) else ():
            found[name, value] = None
    return list(found)


def _compared(text: str, senses: set[str]) -> Iterator[tuple[str, float]]:
    tree = tree_of(text, dict.fromkeys(senses))
    for node in ast.walk(tree.root) if tree is not None else ():
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            for one in node.comparators:
                number = one.value if isinstance(one, ast.Constant) else None
                is_number = isinstance(number, int | float) and not isinstance(number, bool)
                if node.left.id in senses and is_number:
                    yield node.left.id, float(str(number))
