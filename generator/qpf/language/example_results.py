"""Checks that the steps of a pure operation give what its examples expect."""

import math
from collections.abc import Mapping, Sequence

from qpf.diagnostics.catalogue.behaviour_steps import example_fails
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import breaks_a_limit
from qpf.language.evaluate import Refused, Unknown, evaluate
from qpf.language.operation_spec import ExampleSpec
from qpf.language.scope import OperationScope
from qpf.language.shaped import shaped

__all__ = ["check_results", "fault_of"]

_NEAR = 1e-6
_SHORT = 60


def check_results(
    operation: CompiledOperation, scope: OperationScope, pointer: str, found: Diagnostics
) -> None:
    """Report examples that will fail; what cannot be evaluated here is left to the emitted tests.

    `pointer` is where the operation stands.
    """
    for index, example in enumerate(operation.spec.examples):
        if breaks_a_limit(operation.spec.input, example.given):
            continue
        try:
            given = evaluate(operation, example.given, scope)
            fault = fault_of(operation, example, given, scope)
        except (Unknown, AttributeError):
            continue
        if fault:
            key = "expect" if example.expect_error is None else "expect_error"
            place = scope.origins.at(f"{pointer}/examples/{index}/{key}")
            found.add(example_fails(place, operation.name, fault))


def fault_of(
    operation: CompiledOperation, example: ExampleSpec, given: object, scope: OperationScope
) -> str:
    """What the steps give in place of what is expected, or nothing; `...` may be anything."""
    if isinstance(given, Refused):
        return "" if given.name == example.expect_error else f"fail with `{given.name}`"
    if example.expect_error is None:
        expected = shaped(example.expect, operation.returns, scope.types)
        result = shaped(given, operation.returns, scope.types)
        if _alike(result, expected):
            return ""
    return f"give `{_shown(given)}`"


def _alike(one: object, other: object) -> bool:
    """Whether two plain values are equal, numbers nearly."""
    if one is ... or other is ...:
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_NEAR, abs_tol=1e-12)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)
    if _is_list(one) and _is_list(other):
        assert isinstance(one, Sequence) and isinstance(other, Sequence)
        return len(one) == len(other) and all(map(_alike, one, other))
    return one == other


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."
