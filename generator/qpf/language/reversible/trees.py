"""Questions about values: which leaves, names and imports they have; values with names bound."""

import ast
from collections.abc import Iterator, Mapping

from qpf.language.reversible.fold import bound, names_in, truth
from qpf.language.reversible.model import Choice, Leaf, Value
from qpf.model.code import Import

__all__ = ["bound_value", "imports_in", "leaves", "names_of_value", "tests_of"]


def leaves(value: Value) -> Iterator[Leaf]:
    """The expressions a value may be."""
    if isinstance(value, Leaf):
        yield value
        return
    for _, one in value.cases:
        yield from leaves(one)
    yield from leaves(value.otherwise)


def tests_of(value: Value) -> Iterator[ast.expr]:
    """The conditions that choose a value."""
    if isinstance(value, Choice):
        for test, one in value.cases:
            yield test
            yield from tests_of(one)
        yield from tests_of(value.otherwise)


def names_of_value(value: Value) -> frozenset[str]:
    """The names that a value depends on."""
    nodes = [*(leaf.node for leaf in leaves(value)), *tests_of(value)]
    return frozenset().union(*(names_in(node) for node in nodes))


def imports_in(value: Value) -> frozenset[Import]:
    """What a value needs to import."""
    return frozenset().union(*(leaf.imports for leaf in leaves(value)))


def bound_value(value: Value, binding: Mapping[str, ast.expr]) -> Value:
    """The value with names replaced; cases that are decided are gone."""
    if isinstance(value, Leaf):
        return Leaf(node=bound(value.node, binding), type=value.type, imports=value.imports)
    cases: list[tuple[ast.expr, Value]] = []
    for test, one in value.cases:
        decided = bound(test, binding)
        if truth(decided) is True:
            return _chosen(cases, bound_value(one, binding), value)
        if truth(decided) is None:
            cases.append((decided, bound_value(one, binding)))
    return _chosen(cases, bound_value(value.otherwise, binding), value)


def _chosen(cases: list[tuple[ast.expr, Value]], otherwise: Value, value: Choice) -> Value:
    if not cases:
        return otherwise
    return Choice(cases=tuple(cases), otherwise=otherwise, type=value.type)
