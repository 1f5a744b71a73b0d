"""Choices of one value among several: branches, their common type, and how they are written."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour import type_mismatch
from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.diagnostics.diagnostic import Place
from qpf.language.assign import accepts, joined
from qpf.language.checker import Typed
from qpf.language.facts import Facts, facts_of
from qpf.language.frame import Frame
from qpf.language.normalise import negated
from qpf.language.step import StepSpec
from qpf.language.type_text import parse_type
from qpf.language.types import TypeRef
from qpf.language.values import plain_or_value, value

__all__ = ["Branch", "RuleSpec", "choose_among", "declared_type", "emitted"]

Keys = tuple[str | int, ...]


class RuleSpec(StepSpec):
    """A condition, and what it gives: text or a member (`emit`), or an expression (`value`)."""

    when: str
    emit: object = None
    value: object = Field(default=None)


@dataclass(frozen=True, slots=True)
class Branch:
    """One choice: its condition (None for the last), where it is written, and what it gives."""

    test: ast.expr | None
    spec: StepSpec
    keys: Keys
    place: Place
    emit_key: str = "emit"
    value_key: str = "value"
    facts: Facts = field(default_factory=frozenset)


def declared_type(frame: Frame, text: str, *keys: str | int) -> TypeRef | None:
    """The type a step names, or None when it names none."""
    if not text:
        return None
    pointer = frame.path(*keys)
    place_of = frame.scope.origins.within
    return parse_type(
        text,
        frame.scope.types,
        lambda start, length: place_of(pointer, start, length),
        frame.found,
    )


def emitted(frame: Frame, branch: Branch, expected: TypeRef | None, what: str) -> Typed | None:
    """The value of a branch; exactly one of its two keys is given."""
    given = branch.spec.model_fields_set
    fields = {
        "emit": "emit",
        "value": "value",
        "else": "otherwise",
        "else_value": "otherwise_value",
    }
    emit, plain = fields[branch.emit_key], fields[branch.value_key]
    if (emit in given) == (plain in given):
        reason = f"needs either `{branch.emit_key}` or `{branch.value_key}`"
        frame.found.add(incomplete_step(branch.place, what, reason))
        return None
    if emit in given:
        written = getattr(branch.spec, emit)
        return plain_or_value(frame, written, expected, f"`{what}`", *branch.keys, branch.emit_key)
    written = getattr(branch.spec, plain)
    return value(frame, written, expected, f"`{what}`", *branch.keys, branch.value_key)


def choose_among(
    frame: Frame, name: str, branches: Sequence[Branch], expected: TypeRef | None
) -> None:
    """Write an if-chain that gives `name` the value of the first branch whose condition holds."""
    identifier = frame.fresh(name)
    mark = frame.body.mark
    kinds: list[TypeRef] = []
    known = Facts()
    for index, branch in enumerate(branches):
        facts = known | branch.facts | (facts_of(branch.test) if branch.test else Facts())
        word = "elif" if index else "if"
        block = (
            frame.body.when(branch.test, branch.place, word)
            if branch.test is not None
            else frame.body.otherwise(branch.place)
        )
        with block, frame.inner(facts):
            typed = emitted(frame, branch, expected, name)
            if typed is not None:
                frame.body.assign(identifier, typed.node, branch.place)
                kinds.append(typed.type)
        if branch.test is not None:
            known |= facts_of(negated(branch.test))
    _define(frame, name, identifier, kinds, expected, mark)


def _define(
    frame: Frame,
    name: str,
    identifier: str,
    kinds: list[TypeRef],
    expected: TypeRef | None,
    mark: int,
) -> None:
    kind = expected
    for one in kinds:
        kind = one if kind is None else joined(kind, one, frame.scope.types)
        if kind is None or (expected is not None and not accepts(expected, one, frame.scope.types)):
            shown = " or ".join(dict.fromkeys(str(one) for one in kinds))
            frame.found.add(
                type_mismatch(frame.at(), f"`{name}`", str(expected or kinds[0]), shown)
            )
            frame.forget(name)
            return
    if kind is None:
        frame.forget(name)
        return
    frame.define_as(name, identifier, kind, frame.key())
    if any(one != kind for one in kinds):
        annotation = kind.annotation(frame.scope.types.python_name)
        frame.body.declare_at(mark, identifier, annotation, frame.at())
