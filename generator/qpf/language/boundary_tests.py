"""At a threshold, just below and just above it, the result is the one the steps say."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.constraints import violated
from qpf.language.derived_test import DerivedTest, compare, given_keywords
from qpf.language.evaluate import Refused, Unknown, evaluate
from qpf.language.samples import base_inputs
from qpf.language.scope import OperationScope
from qpf.language.thresholds import Threshold, thresholds_of
from qpf.language.types import INT, Kind

__all__ = ["boundary_tests"]

_MOST = 24


def boundary_tests(operation: CompiledOperation, scope: OperationScope) -> Iterator[CompiledTest]:
    """Three tests a threshold of a pure operation whose steps can be evaluated here."""
    if operation.is_async or operation.returns.kind is Kind.NONE:
        return
    base = base_inputs(operation, scope)
    if base is None:
        return
    seen: set[tuple[str, float]] = set()
    for threshold in thresholds_of(operation, scope):
        for side, value in _around(threshold):
            given = threshold.replaced(base, value)
            key = (threshold.path, value)
            if given is None or key in seen or len(seen) >= _MOST:
                continue
            seen.add(key)
            made = _test(operation, scope, given, threshold, side, len(seen))
            if made is not None:
                yield made


def _around(threshold: Threshold) -> Iterator[tuple[str, float]]:
    value = threshold.value
    step: float = 1 if threshold.type == INT else max(abs(value) * 1e-6, 1e-6)
    whole = threshold.type == INT
    yield "below", int(value - step) if whole else value - step
    yield "at", int(value) if whole else float(value)
    yield "above", int(value + step) if whole else value + step


def _test(
    operation: CompiledOperation,
    scope: OperationScope,
    given: dict[str, object],
    threshold: Threshold,
    side: str,
    number: int,
) -> CompiledTest | None:
    for name, one in operation.spec.input.items():
        if name in given and given[name] is not None and violated(one, given[name]):
            return None
    try:
        expected = evaluate(operation, given, scope)
    except Unknown:
        return None
    test = DerivedTest(replace(operation, place=threshold.place), scope)
    made = test.invoke(given_keywords(operation, given, scope))
    if isinstance(expected, Refused):
        with test.body.expecting("RequirementFailed", "refused", test.place):
            test.body.evaluate(made, test.place)
        named = ast.Attribute(ast.Attribute(ast.Name("refused"), "value"), "name")
        test.body.asserts(ast.Compare(named, [ast.Eq()], [ast.Constant(expected.name)]), test.place)
    else:
        compare(test, made, expected)
    summary = f"`{threshold.path}` {side} {threshold.value:g}"
    return test.finished(f"boundary_{number}", TestKind.BOUNDARY, summary)
