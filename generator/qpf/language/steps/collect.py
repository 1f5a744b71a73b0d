"""`collect`: a rule table; every rule whose condition holds adds its value to a list."""

import ast
from typing import Annotated

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour import type_mismatch
from qpf.language.assign import accepts, joined
from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.rules import Branch, RuleSpec, declared_type, emitted
from qpf.language.step import Step, StepSpec
from qpf.language.types import STR, TypeRef, list_of
from qpf.language.values import condition

__all__ = ["STEP", "CollectSpec"]


class CollectSpec(StepSpec):
    """The name of the list, its rules, and the type of its items when they are not plain text."""

    collect: str
    rules: Annotated[tuple[RuleSpec, ...], Field(min_length=1)]
    type: str = ""


def lower(spec: CollectSpec, frame: Frame) -> None:
    """Write an empty list and one `if` a rule."""
    wanted = declared_type(frame, spec.type, "type") or _hinted(spec, frame)
    identifier = frame.fresh(spec.collect)
    mark = frame.body.mark
    kind: TypeRef | None = wanted
    for index, rule in enumerate(spec.rules):
        typed = _rule(spec, frame, index, rule, identifier, wanted)
        if typed is None:
            continue
        kind = typed.type if kind is None else joined(kind, typed.type, frame.scope.types)
        unfit = wanted is not None and not accepts(wanted, typed.type, frame.scope.types)
        if kind is None or unfit:
            what, place = f"`{spec.collect}`", frame.at("rules", index)
            found = str(typed.type)
            frame.found.add(type_mismatch(place, what, str(wanted or "one type"), found))
            break
    result = list_of(kind or STR)
    annotation = result.annotation(frame.scope.types.python_name)
    frame.body.assign_at(mark, identifier, ast.List([]), frame.at("collect"), annotation)
    frame.define_as(spec.collect, identifier, result, frame.at("collect"))


def _hinted(spec: CollectSpec, frame: Frame) -> TypeRef | None:
    hint = frame.hints.get(spec.collect)
    return hint.item if hint is not None and hint.is_listlike else None


def _rule(
    spec: CollectSpec,
    frame: Frame,
    index: int,
    rule: RuleSpec,
    identifier: str,
    wanted: TypeRef | None,
) -> Typed | None:
    test = condition(frame, rule.when, "rules", index, "when")
    if test is None:
        return None
    branch = Branch(test.node, rule, ("rules", index), frame.at("rules", index))
    with frame.body.when(test.node, branch.place), frame.inner(test.facts):
        typed = emitted(frame, branch, wanted, spec.collect)
        if typed is not None:
            append = ast.Attribute(ast.Name(identifier), "append")
            frame.body.evaluate(call(append, typed.node), branch.place)
    return typed


STEP = Step("collect", CollectSpec, lower)
