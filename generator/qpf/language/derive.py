"""Derives tests of an operation: examples, boundaries, properties, negatives."""

from collections.abc import Mapping
from types import MappingProxyType

from qpf.language.boundary_tests import boundary_tests
from qpf.language.compiled import CompiledOperation, CompiledTest
from qpf.language.example_tests import example_tests
from qpf.language.limit_tests import limit_tests
from qpf.language.negative_tests import negative_tests, short_answer_tests
from qpf.language.property_tests import property_tests
from qpf.language.scope import OperationScope

__all__ = ["derive_tests"]

_NONE: Mapping[str, CompiledOperation] = MappingProxyType({})


def derive_tests(
    operation: CompiledOperation,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation] = _NONE,
) -> tuple[CompiledTest, ...]:
    """Every test of one operation, as pytest functions; `others` are the agent's by name.

    Operations with effects take the fixture `ctx`, a context of the agent on embedded backends;
    those that ask partners also `partner_answers`, a function that takes
    `{"agent.operation": [answer, ..]}`.
    """
    return (
        *example_tests(operation, scope, others),
        *boundary_tests(operation, scope, others),
        *limit_tests(operation, scope),
        *negative_tests(operation, scope),
        *short_answer_tests(operation, scope),
        *property_tests(operation, scope),
    )
