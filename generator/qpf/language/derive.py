"""Derives tests of an operation: examples, boundaries, properties, negatives."""

from qpf.language.boundary_tests import boundary_tests
from qpf.language.compiled import CompiledOperation, CompiledTest
from qpf.language.example_tests import example_tests
from qpf.language.negative_tests import negative_tests
from qpf.language.property_tests import property_tests
from qpf.language.scope import OperationScope

__all__ = ["derive_tests"]


def derive_tests(operation: CompiledOperation, scope: OperationScope) -> tuple[CompiledTest, ...]:
    """Every test of one operation, as pytest functions.

    Operations with effects take the fixture `ctx`, a context of the agent on embedded backends;
    those that ask partners also `partner_answers`, a function that takes
    `{"agent.operation": [answer, ..]}`.
    """
    return (
        *example_tests(operation, scope),
        *boundary_tests(operation, scope),
        *negative_tests(operation, scope),
        *property_tests(operation, scope),
    )
