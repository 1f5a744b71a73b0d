"""Every example is a test."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.derived_test import DerivedTest, compare, given_keywords
from qpf.language.effect_tests import watching
from qpf.language.example_memory import Entry, entries, stored
from qpf.language.examples import INPUT_ERROR
from qpf.language.foretelling import foretell
from qpf.language.operation_spec import ExampleSpec
from qpf.language.scope import OperationScope

__all__ = ["example_tests", "prepare"]


def example_tests(
    operation: CompiledOperation,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
) -> Iterator[CompiledTest]:
    """One test an example, in the order of the schema; `others` are the agent's operations."""
    for index, example in enumerate(operation.spec.examples):
        place = scope.origins.at(f"{operation.pointer}/examples/{index}")
        test = DerivedTest(replace(operation, place=place), scope)
        prepare(test, example)
        made = test.invoke(given_keywords(operation, example.given, scope))
        told = foretell(operation, example, scope, others) if operation.is_async else None
        with watching(test, example, told[0] if told is not None else None):
            if example.expect_error is None:
                compare(test, made, example.expect)
            else:
                _expect_error(test, made, example.expect_error)
        summary = example.summary or f"Example {index + 1} of `{operation.name}`"
        yield test.finished(f"example_{index + 1}", TestKind.EXAMPLE, summary)


def _expect_error(test: DerivedTest, made: ast.expr, name: str) -> None:
    refused = ast.Attribute(ast.Name("refused"), "value")
    if name == INPUT_ERROR:
        with test.body.expecting("InputError", "refused", test.place):
            test.body.evaluate(made, test.place)
        code = ast.Attribute(refused, "code")
        equal = ast.Compare(code, [ast.Eq()], [ast.Constant(INPUT_ERROR)])
        test.body.asserts(equal, test.place)
        return
    with test.body.expecting("RequirementFailed", "refused", test.place):
        test.body.evaluate(made, test.place)
    named = ast.Attribute(refused, "name")
    test.body.asserts(ast.Compare(named, [ast.Eq()], [ast.Constant(name)]), test.place)


def prepare(test: DerivedTest, example: ExampleSpec) -> None:
    """Write what must be there before the call: answers of partners, contents of memory."""
    test.answers(example.partners)
    for layer, held in example.memory.items():
        facts = test.scope.layers.get(layer)
        if facts is None:
            continue
        for entry in entries(facts.kind, held, ""):
            if isinstance(entry, Entry):
                test.body.evaluate(ast.Await(stored(entry)), test.place)
