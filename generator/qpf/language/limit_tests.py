"""Every limit of an input takes the value at it."""

import ast
from collections.abc import Iterator

from qpf.language.body import call
from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.constraints import violated
from qpf.language.derived_test import DerivedTest, given_keywords
from qpf.language.literals import literal
from qpf.language.operation_spec import InputSpec
from qpf.language.samples import base_inputs, sample
from qpf.language.scope import OperationScope
from qpf.language.types import INT, Kind, TypeRef

__all__ = ["limit_tests"]

_LONGEST = 1100
"""Longer values are left out: what is written to memory would make the test slow."""


def limit_tests(operation: CompiledOperation, scope: OperationScope) -> Iterator[CompiledTest]:
    """One test an operation: no input is refused for a value at its own limits."""
    base = base_inputs(operation, scope)
    if base is None:
        return
    test = DerivedTest(operation, scope)
    count = 0
    for parameter in operation.parameters:
        spec = operation.spec.input[parameter.name]
        others = {name: one for name, one in base.items() if name != parameter.name}
        for value in _at_limits(spec, parameter.type.inner, base.get(parameter.name), scope):
            given = given_keywords(operation, others, scope)
            given.append(ast.keyword(parameter.identifier, value))
            taking = call("taking", ast.Constant(parameter.name))
            with test.body.within(taking, test.place):
                test.body.evaluate(test.invoke(given), test.place)
            count += 1
    if count:
        summary = f"`{operation.name}` takes what is at its limits"
        yield test.finished("takes_limits", TestKind.BOUNDARY, summary)


def _at_limits(
    spec: InputSpec, kind: TypeRef, present: object, scope: OperationScope
) -> Iterator[ast.expr]:
    if spec.range is not None:
        for bound in spec.range:
            if bound is not None:
                value = int(bound) if kind == INT else float(bound)
                yield literal(value, kind, scope.types)
    if kind.is_listlike:
        items = list(present) if isinstance(present, list | tuple) else []
        one = items[0] if items else sample(kind.item, scope.types)
        item = literal(one, kind.item, scope.types) if one is not None else None
        for size in (spec.min_items, spec.max_items):
            if item is not None and size is not None and size <= _LONGEST:
                yield _repeated(ast.List([item]), size) if size else ast.List([])
    if kind.kind is Kind.STR and spec.pattern is None and spec.one_of is None:
        for size in (spec.min_length, spec.max_length):
            if size is not None and size <= _LONGEST:
                yield _repeated(ast.Constant("a"), size) if size else ast.Constant("")
    for choice in spec.one_of or ():
        if not violated(spec, choice):
            yield literal(choice, kind, scope.types)


def _repeated(unit: ast.expr, count: int) -> ast.expr:
    return unit if count == 1 else ast.BinOp(unit, ast.Mult(), ast.Constant(count))
