"""Every limit of an input refuses the nearest value outside of it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.derived_test import DerivedTest, given_keywords
from qpf.language.example_tests import prepare
from qpf.language.literals import literal
from qpf.language.operation_spec import InputSpec
from qpf.language.samples import base_inputs, sample, unmatched
from qpf.language.scope import OperationScope
from qpf.language.steps.ask import AskSpec
from qpf.language.types import INT, TypeRef
from qpf.model.document import child

__all__ = ["negative_tests", "short_answer_tests"]

_GUARD = re.compile(r"""require_items\(['"](\w+)['"], \1, minimum=(\d+)\)""")
_MOST_KEYS = 60
"""Keys are written one by one, so that larger limits are left out."""

Case = tuple[str, object]
"""The constraint that refuses, and the value it refuses."""


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A long value, written as `unit * count`."""

    unit: object
    count: int


def negative_tests(operation: CompiledOperation, scope: OperationScope) -> Iterator[CompiledTest]:
    """One test a limit and side."""
    base = base_inputs(operation, scope)
    if base is None:
        return
    for parameter in operation.parameters:
        spec = operation.spec.input[parameter.name]
        cases = list(_cases(spec, parameter.type.inner, base.get(parameter.name), scope))
        for constraint, value in cases:
            at = child(child(f"{operation.pointer}/input", parameter.name), constraint.split()[0])
            test = DerivedTest(replace(operation, place=scope.origins.at(at)), scope)
            others = {name: one for name, one in base.items() if name != parameter.name}
            given = given_keywords(operation, others, scope)
            given.append(ast.keyword(parameter.identifier, _tree(value, parameter.type, scope)))
            with test.body.expecting("InputError", "refused", test.place):
                test.body.evaluate(test.invoke(given), test.place)
            field = ast.Attribute(ast.Attribute(ast.Name("refused"), "value"), "field")
            equal = ast.Compare(field, [ast.Eq()], [ast.Constant(parameter.name)])
            test.body.asserts(equal, test.place)
            suffix = f"refuses_{parameter.identifier.strip('_')}_{constraint.replace(' ', '_')}"
            summary = f"`{parameter.name}` outside of its `{constraint}` is refused"
            yield test.finished(suffix, TestKind.NEGATIVE, summary)


def short_answer_tests(
    operation: CompiledOperation, scope: OperationScope
) -> Iterator[CompiledTest]:
    """Where the steps need the first items of an answer, a partner that gives fewer is refused."""
    succeeded = (one for one in operation.spec.examples if one.expect_error is None)
    example = next(succeeded, None)
    needed = {name: int(count) for name, count in _needed(operation)}
    for step in operation.spec.steps:
        if example is None or not isinstance(step, AskSpec) or step.result not in needed:
            continue
        answers = example.partners.get(step.ask, ())
        for size in range(needed[step.result]):
            if len(answers) != 1 or not isinstance(answers[0], list | tuple):
                break
            short = {**example.partners, step.ask: (list(answers[0])[:size],)}
            test = DerivedTest(operation, scope)
            prepare(test, example.model_copy(update={"partners": short}))
            made = test.invoke(given_keywords(operation, example.given, scope))
            with test.body.expecting("InputError", "refused", test.place):
                test.body.evaluate(made, test.place)
            field = ast.Attribute(ast.Attribute(ast.Name("refused"), "value"), "field")
            test.body.asserts(
                ast.Compare(field, [ast.Eq()], [ast.Constant(step.result)]), test.place
            )
            summary = f"`{step.result}` with {size} of {needed[step.result]} items is refused"
            yield test.finished(f"refuses_{step.result}_of_{size}", TestKind.NEGATIVE, summary)


def _needed(operation: CompiledOperation) -> list[tuple[str, str]]:
    guards = (_GUARD.search(line.text) for line in operation.lines)
    found = sorted((one[1], int(one[2])) for one in guards if one is not None)
    return [(name, str(count)) for name, count in found]


def _cases(
    spec: InputSpec, kind: TypeRef, present: object, scope: OperationScope
) -> Iterator[Case]:
    if spec.range is not None:
        low, high = spec.range
        step = 1 if kind == INT else 0.001
        if low is not None:
            yield "range low", _typed(low - max(step, abs(low) * 1e-6), kind)
        if high is not None:
            yield "range high", _typed(high + max(step, abs(high) * 1e-6), kind)
    yield from _sizes(spec, kind, present, scope)
    sized = spec.min_length is not None or spec.max_length is not None
    if spec.pattern is not None and not sized and spec.one_of is None:
        text = unmatched(spec.pattern)
        yield from [("pattern", text)] if text is not None else []
    if spec.one_of is not None:
        other = f"{spec.one_of[0]}?" if isinstance(spec.one_of[0], str) else _outside(spec.one_of)
        if not sized and spec.range is None and spec.pattern is None:
            yield "one_of", other


def _typed(value: float, kind: TypeRef) -> int | float:
    return int(value // 1) if kind == INT else float(value)


def _outside(choices: tuple[str | int, ...]) -> int:
    return max(one for one in choices if isinstance(one, int)) + 1


def _sizes(
    spec: InputSpec, kind: TypeRef, present: object, scope: OperationScope
) -> Iterator[Case]:
    if spec.min_items and kind.is_listlike:
        items = list(present) if isinstance(present, list | tuple) else []
        yield "min_items", items[: spec.min_items - 1]
    if spec.max_items is not None and kind.is_listlike:
        items = list(present) if isinstance(present, list | tuple) else []
        one = items[0] if items else sample(kind.item, scope.types)
        yield "max_items", _Repeated([one], spec.max_items + 1)
    if kind.is_dictlike:
        yield from _dict_sizes(spec, kind, scope)
    if spec.min_length:
        yield "min_length", _Repeated("a", spec.min_length - 1)
    if spec.max_length is not None:
        yield "max_length", _Repeated("a", spec.max_length + 1)


def _dict_sizes(spec: InputSpec, kind: TypeRef, scope: OperationScope) -> Iterator[Case]:
    one = sample(kind.item, scope.types)
    if one is None:
        return
    if spec.min_items:
        yield "min_items", {f"k{number}": one for number in range(spec.min_items - 1)}
    if spec.max_items is not None and spec.max_items <= _MOST_KEYS:
        yield "max_items", {f"k{number}": one for number in range(spec.max_items + 1)}


def _tree(value: object, kind: TypeRef, scope: OperationScope) -> ast.expr:
    if not isinstance(value, _Repeated):
        return literal(value, kind, scope.types)
    unit = literal(value.unit, kind, scope.types)
    if value.count == 0:
        return literal("" if isinstance(value.unit, str) else [], kind, scope.types)
    return ast.BinOp(unit, ast.Mult(), ast.Constant(value.count))
