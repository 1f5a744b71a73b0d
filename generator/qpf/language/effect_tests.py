"""Asserts in a derived test what an operation did beyond computing."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from qpf.language.body import call
from qpf.language.derived_test import DerivedTest
from qpf.language.example_effects import EFFECT_KINDS, EffectKind
from qpf.language.foretold import Foretold
from qpf.language.foretold_tests import asserted
from qpf.language.literals import plain_tree
from qpf.language.operation_spec import ExampleSpec
from qpf.language.scope import LayerKind, OperationScope
from qpf.language.step import StepSpec
from qpf.language.steps.send import SendSpec

__all__ = ["watching"]

_ALWAYS_NEW = (LayerKind.EPISODIC, LayerKind.CAUSAL)


@dataclass(frozen=True, slots=True)
class _Test:
    """What is compared about the effects that were seen."""

    kind: str
    compare: ast.cmpop
    value: ast.expr
    name: str | None = None

    def tree(self) -> ast.expr:
        """The assertion: of one entry of a mapping, of a whole list, or of a name in a list."""
        seen: ast.expr = ast.Attribute(ast.Name("seen"), self.kind)
        if self.name is not None:
            seen = ast.Subscript(seen, ast.Constant(self.name))
        if isinstance(self.compare, ast.In):
            return ast.Compare(self.value, [self.compare], [seen])
        return ast.Compare(seen, [self.compare], [self.value])


@contextmanager
def watching(
    test: DerivedTest, example: ExampleSpec, foretold: Foretold | None = None
) -> Iterator[None]:
    """Watch the agent around the call under test, when there is something to assert."""
    told = list(asserted(test, foretold)) if foretold is not None else []
    wanted = [*(one.tree() for one in _tests(test, example, foretold)), *told]
    if not any(_is_seen(one) for one in wanted):
        yield
        _assert(test, wanted)
        return
    steps = test.operation.reach.steps
    receivers = dict.fromkeys(one.to for one in steps if isinstance(one, SendSpec))
    watched = call("watched", ast.Name("runtime"), *(ast.Constant(name) for name in receivers))
    test.needs_runtime()
    with test.body.entering(watched, "seen", test.place):
        yield
    _assert(test, wanted)


def _assert(test: DerivedTest, wanted: list[ast.expr]) -> None:
    for one in wanted:
        test.body.asserts(one, test.place)


def _is_seen(tree: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "seen" for node in ast.walk(tree))


def _tests(test: DerivedTest, example: ExampleSpec, foretold: Foretold | None) -> Iterator[_Test]:
    """Exactly what is stated; of the rest, what every success does and nothing else tells."""
    certain = test.operation.reach.certain if example.expect_error is None else ()
    for kind in EFFECT_KINDS:
        stated = kind.stated(example.effects)
        if isinstance(stated, tuple):
            yield _Test(kind.key, ast.Eq(), plain_tree(sorted(stated)))
        elif isinstance(stated, Mapping):
            yield from _values(kind, stated, test.scope)
        elif kind.key == "remembered" and foretold is None:
            yield from _remembered(kind, certain, example, test.scope)
        elif kind.key not in ("measured", "remembered") and foretold is None:
            for name in dict.fromkeys(kind.names(certain)):
                yield _Test(kind.key, ast.In(), ast.Constant(name))


def _values(
    kind: EffectKind, stated: Mapping[str, float], scope: OperationScope
) -> Iterator[_Test]:
    for name, value in stated.items():
        if kind.key == "remembered":
            layer = scope.layers[name].kind.value
            yield _Test(kind.key, ast.Eq(), ast.Constant(value), layer)
        else:
            near = call(ast.Attribute(ast.Name("pytest"), "approx"), plain_tree(float(value)))
            yield _Test(kind.key, ast.Eq(), near, name)


def _remembered(
    kind: EffectKind,
    certain: tuple[StepSpec, ...],
    example: ExampleSpec,
    scope: OperationScope,
) -> Iterator[_Test]:
    """A prepared entry may be written again as it was, so only fresh layers tell of one."""
    names = list(kind.names(certain))
    for name in dict.fromkeys(names):
        layer = scope.layers[name].kind
        is_new = layer in _ALWAYS_NEW
        if is_new or name not in example.memory:
            least = names.count(name) if is_new else 1
            yield _Test(kind.key, ast.GtE(), ast.Constant(least), layer.value)
