"""Assertions of everything that an example is foretold to do."""

import ast
from collections.abc import Iterator, Mapping

from qpf.language.body import call
from qpf.language.derived_test import DerivedTest
from qpf.language.foretold import Foretold
from qpf.language.literals import plain_tree
from qpf.language.memory_kinds import KINDS
from qpf.language.step import StepSpec
from qpf.language.steps.remember import RememberSpec

__all__ = ["asserted", "plain_or_unknown"]

_NAMED = {"publish": "events", "send": "packets", "audit": "entries"}
_KEPT = ("working", "episodes", "nodes", "edges", "links", "archive")


def asserted(test: DerivedTest, foretold: Foretold) -> Iterator[ast.expr]:
    """One comparison a kind of effect that the operation can have; what is unknown is left out."""
    steps = test.operation.reach.steps
    for verb, kind in _NAMED.items():
        names = _names(steps, verb)
        if names:
            yield from _by_name(kind, names, foretold)
    yield from _escalated(_names(steps, "escalate"), foretold)
    yield from _measured(steps, foretold)
    if test.operation.reach.asks and "asked" not in foretold.doubts:
        test.needs_partners()
        yield _equal(ast.Attribute(ast.Name("partner_answers"), "asked"), foretold.asked)
    layers = {one.remember.layer for one in steps if isinstance(one, RememberSpec)}
    written = {kind for layer in layers for kind in KINDS[test.scope.layers[layer].kind]}
    for kind in _KEPT:
        if kind in written and kind not in foretold.doubts:
            yield _equal(_seen(kind), getattr(foretold, kind))


def _names(steps: tuple[StepSpec, ...], verb: str) -> tuple[str, ...]:
    found = (getattr(step, verb, None) for step in steps)
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def _by_name(kind: str, names: tuple[str, ...], foretold: Foretold) -> Iterator[ast.expr]:
    happened: Mapping[str, object] = getattr(foretold, kind)
    told = {
        name: ... if f"{kind}:{name}" in foretold.doubts else happened[name]
        for name in names
        if name in happened or f"{kind}:{name}" in foretold.doubts
    }
    if any(value is not ... for value in told.values()) or len(told) < len(names):
        yield _equal(_seen(kind), told)


def _escalated(names: tuple[str, ...], foretold: Foretold) -> Iterator[ast.expr]:
    for name in names:
        if f"escalations:{name}" in foretold.doubts:
            continue
        if name in foretold.escalations:
            one = ast.Subscript(_seen("escalations"), ast.Constant(name))
            yield _equal(one, foretold.escalations[name])
        else:
            yield ast.Compare(ast.Constant(name), [ast.NotIn()], [_seen("escalations")])


def _measured(steps: tuple[StepSpec, ...], foretold: Foretold) -> Iterator[ast.expr]:
    names = dict.fromkeys(name for one in steps for name in getattr(one, "measure", ()))
    told = {
        name: foretold.measured[name]
        for name in names
        if f"measured:{name}" not in foretold.doubts
        and foretold.measured.get(name, ...) is not ...
        and not _is_duration(name)
    }
    for name, value in told.items():
        yield _equal(ast.Subscript(_seen("measured"), ast.Constant(name)), value)


def _is_duration(name: str) -> bool:
    """Whether a metric keeps a distribution, of which only the mean is seen."""
    return "latency" in name or name.endswith(("_ms", "_seconds"))


def _seen(kind: str) -> ast.expr:
    return ast.Attribute(ast.Name("seen"), kind)


def _equal(seen: ast.expr, value: object) -> ast.expr:
    return ast.Compare(seen, [ast.Eq()], [call("alike", plain_or_unknown(value))])


def plain_or_unknown(value: object) -> ast.expr:
    """A plain value as Python writes it, `...` where it is unknown."""
    if value is ...:
        return ast.Constant(...)
    if isinstance(value, Mapping):
        keys: list[ast.expr | None] = [ast.Constant(str(key)) for key in value]
        return ast.Dict(keys, [plain_or_unknown(item) for item in value.values()])
    if isinstance(value, list | tuple):
        return ast.List([plain_or_unknown(item) for item in value])
    return plain_tree(value)
