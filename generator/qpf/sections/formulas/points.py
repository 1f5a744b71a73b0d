"""Points that show every part of a formula: examples, thresholds and what lies around them."""

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qpf.diagnostics.diagnostic import Place
from qpf.language.thresholds import tree_of
from qpf.sections.formulas.compiled import CompiledFormula, CompiledInput
from qpf.sections.formulas.evaluating import Answer, evaluate_formula
from qpf.sections.formulas.spec import number

__all__ = ["Point", "points_of", "thresholds"]

_MOST = 100
_HUGE = 1e300


@dataclass(frozen=True, slots=True)
class Point:
    """Inputs, what the formula gives for them, and the place that made the point."""

    given: Mapping[str, float]
    answer: Answer
    place: Place


def points_of(formula: CompiledFormula, known: Sequence[CompiledFormula]) -> tuple[Point, ...]:
    """Every point once, in a fixed order; those that cannot be evaluated here are left out."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    found: list[Point] = []
    for given, place in _candidates(formula):
        key = tuple((name, repr(given[name])) for name in sorted(given))
        if key in seen or len(found) >= _MOST:
            continue
        seen.add(key)
        answer = evaluate_formula(formula, given, known)
        if answer is None:
            continue
        # a kernel leaves it to the scalar form when a value in between overflows
        is_far = any(abs(value) >= _HUGE for value in given.values() if math.isfinite(value))
        if answer.is_refused or not (is_far or answer.is_beyond):
            found.append(Point(given, answer, place))
    return tuple(found)


def _candidates(formula: CompiledFormula) -> Iterator[tuple[dict[str, float], Place]]:
    bases = _bases(formula)
    for given, place in bases:
        yield given, place
    for one in formula.inputs:
        yield from _refused(one, bases[0][0])
    inside = [base for base, one in zip(bases, _samples(formula), strict=True) if one]
    for given, _ in inside:
        for one, value, place in thresholds(formula):
            yield {**given, one.name: value}, place
    for given, place in inside:
        for one in formula.inputs:
            yield from _moved(one, given, place)
    for one in formula.inputs:
        if not one.spec.one_of:
            yield {**bases[0][0], one.name: _HUGE}, one.place
            yield {**bases[0][0], one.name: -_HUGE}, one.place


def _bases(formula: CompiledFormula) -> list[tuple[dict[str, float], Place]]:
    """The examples; without any, one made of the first choice of each input, or 1."""
    found = [
        ({name: number(value) for name, value in example.given.items()}, place)
        for example, place in zip(formula.spec.examples, formula.examples, strict=True)
    ]
    made = {
        one.name: one.spec.choices[0] if one.spec.choices else 1.0
        for one in formula.inputs
        if one.default is None
    }
    return found or [(made, formula.place)]


def _samples(formula: CompiledFormula) -> list[bool]:
    """Which bases are inside of the domain, so that what lies around them tells something."""
    return [one.expect_error is None for one in formula.spec.examples] or [True]


def _refused(
    one: CompiledInput, base: Mapping[str, float]
) -> Iterator[tuple[dict[str, float], Place]]:
    """What no formula takes, and what this input does not."""
    for value in (math.nan, math.inf, -math.inf):
        yield {**base, one.name: value}, one.place
    finite = [value for value in one.spec.choices if math.isfinite(value)]
    if finite:
        yield {**base, one.name: max(finite) + 0.5}, one.place
        yield {**base, one.name: min(finite) - 1.0}, one.place


def _moved(
    one: CompiledInput, base: Mapping[str, float], place: Place
) -> Iterator[tuple[dict[str, float], Place]]:
    """The same point with one input elsewhere; other choices are points of their own."""
    for value in one.spec.choices:
        yield {**base, one.name: value}, place
    present = base.get(one.name, one.default)
    if one.spec.choices or present is None or not math.isfinite(present):
        return
    for plain in (0.0, 1.0):
        yield {**base, one.name: plain}, place
    yield {**base, one.name: present * 1.25 + 0.375}, place
    yield {**base, one.name: present * 0.5 + 0.125}, place


def thresholds(formula: CompiledFormula) -> Iterator[tuple[CompiledInput, float, Place]]:
    """Numbers that conditions compare an input with: just below, at, and just above."""
    texts = [(rule.text, rule.place) for rule in formula.rules]
    texts += [(case.text, case.place) for case in formula.cases if case.text is not None]
    inputs = {one.name: one for one in formula.inputs}
    for text, place in texts:
        tree = tree_of(text, inputs)
        for name, value in _compared(tree.root) if tree is not None else ():
            one = inputs.get(name)
            if one is None or one.spec.one_of:
                continue
            step = max(abs(value) * 1e-6, 1e-6)
            for near in (value - step, value, value + step):
                yield one, near, place


def _compared(root: ast.expr) -> Iterator[tuple[str, float]]:
    for node in ast.walk(root):
        if isinstance(node, ast.Compare):
            for left, right in pairwise([node.left, *node.comparators]):
                for subject, other in ((left, right), (right, left)):
                    value = _number(other)
                    if isinstance(subject, ast.Name) and value is not None:
                        yield subject.id, value


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return -inner if inner is not None else None
    value = node.value if isinstance(node, ast.Constant) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if isinstance(value, int | float) and is_number else None
