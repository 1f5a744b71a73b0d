"""Where an operation may change its mind, it does what the steps say."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from qpf.language.body import call
from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.constraints import violated
from qpf.language.derived_test import DerivedTest, compare, given_keywords
from qpf.language.effect_tests import watching
from qpf.language.evaluate import Refused, Returned
from qpf.language.example_tests import prepare
from qpf.language.foretell import Ended
from qpf.language.foretelling import foretell_variation
from qpf.language.foretold import Foretold
from qpf.language.foretold_tests import plain_or_unknown
from qpf.language.operation_spec import ExampleSpec
from qpf.language.samples import base_inputs
from qpf.language.scope import OperationScope
from qpf.language.shaped import has_unknown
from qpf.language.types import Kind
from qpf.language.variations import Variation, variations

__all__ = ["boundary_tests"]

_MOST = 24
_BASES = 3
"""How many examples are varied: a condition often matters only together with another."""


def boundary_tests(
    operation: CompiledOperation,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
) -> Iterator[CompiledTest]:
    """A test a value, of which the outcome can be told from the steps and the first success."""
    base = base_inputs(operation, scope)
    if base is None:
        return
    succeeded = [one for one in operation.spec.examples if one.expect_error is None]
    seen: list[object] = [(one.given, one.memory, one.partners) for one in operation.spec.examples]
    most = len(seen) + _MOST
    for example in succeeded[:_BASES] or [ExampleSpec(given=base)]:
        for one in variations(operation, scope, example.given):
            given = one.applied(example.given)
            case = (given, example.memory, example.partners)
            if given is None or case in seen or len(seen) >= most or _refused(operation, given):
                continue
            told = foretell_variation(
                operation, example, given, one.keys[0], scope, others, certain=bool(succeeded)
            )
            if told is not None:
                seen.append(case)
                number = len(seen) - len(operation.spec.examples)
                test = _test(operation, scope, example, given, one, told, number)
                if test is not None:
                    yield test


def _refused(operation: CompiledOperation, given: Mapping[str, object]) -> bool:
    return any(
        name in given and given[name] is not None and violated(one, given[name])
        for name, one in operation.spec.input.items()
    )


def _test(
    operation: CompiledOperation,
    scope: OperationScope,
    example: ExampleSpec,
    given: Mapping[str, object],
    variation: Variation,
    told: tuple[Foretold, Ended],
    number: int,
) -> CompiledTest | None:
    test = DerivedTest(replace(operation, place=variation.place), scope)
    world, ended = told
    value = ended.value if isinstance(ended, Returned) else None
    if value is ... and not operation.is_async:
        return None
    error = ended.name if isinstance(ended, Refused) else None
    changed = ExampleSpec(
        given=dict(given), memory=example.memory, partners=example.partners, expect_error=error
    )
    prepare(test, changed)
    made = test.invoke(given_keywords(operation, given, scope))
    with watching(test, changed, world if operation.is_async else None):
        if error is not None:
            with test.body.expecting("RequirementFailed", "refused", test.place):
                test.body.evaluate(made, test.place)
            named = ast.Attribute(ast.Attribute(ast.Name("refused"), "value"), "name")
            test.body.asserts(ast.Compare(named, [ast.Eq()], [ast.Constant(error)]), test.place)
        else:
            _compare(test, made, value)
    summary = f"`{'.'.join(variation.keys)}` {variation.said}"
    return test.finished(f"boundary_{number}", TestKind.BOUNDARY, summary)


def _compare(test: DerivedTest, made: ast.expr, value: object) -> None:
    if value is ...:
        test.body.evaluate(made, test.place)
    elif test.operation.returns.kind is Kind.NONE or not has_unknown(value):
        compare(test, made, value)
    else:
        plain = call("to_plain", made)
        expected = call("alike", plain_or_unknown(value))
        test.body.asserts(ast.Compare(plain, [ast.Eq()], [expected]), test.place)
