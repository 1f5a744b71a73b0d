"""`each`: the same steps for every item of a list; `emit` collects a value of each."""

import ast
from typing import Annotated

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour import bad_operand
from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import guarded
from qpf.language.nested import lower_steps
from qpf.language.step import Step, StepSpec
from qpf.language.steps import AnyStep
from qpf.language.types import ANY, TypeRef, list_of
from qpf.language.values import value

__all__ = ["STEP", "EachSpec"]


class EachSpec(StepSpec):
    """The name of an item, the list, its limit, the steps, and what is collected as."""

    each: str
    items: str = Field(alias="in")
    limit: Annotated[int, Field(ge=1)] | None = None
    steps: tuple[AnyStep, ...] = ()
    emit: object = None
    when: str | None = None
    result: str | None = Field(default=None, alias="as")


def lower(spec: EachSpec, frame: Frame) -> None:
    """Write a loop; its names end with it, only the collected list stays."""
    collects = "emit" in spec.model_fields_set
    if collects != (spec.result is not None) or not (collects or spec.steps):
        reason = "needs `emit` together with `as`, or `steps`"
        frame.found.add(incomplete_step(frame.at("each"), "each", reason))
    items = value(frame, spec.items, None, "`in`", "in")
    if items is not None and not items.type.is_listlike:
        frame.found.add(bad_operand(frame.at("in"), "each", [str(items.type)]))
        items = None
    target = frame.fresh(spec.result) if spec.result is not None else ""
    mark = frame.body.mark
    kind = _loop(spec, frame, items, target) if items is not None else ANY
    if spec.result is None:
        return
    if kind.is_unknown:
        frame.forget(spec.result)
        return
    result = list_of(kind)
    annotation = result.annotation(frame.scope.types.python_name)
    frame.body.assign_at(mark, target, ast.List([]), frame.at("as"), annotation)
    frame.define_as(spec.result, target, result, frame.at("as"))


def _loop(spec: EachSpec, frame: Frame, items: Typed, target: str) -> TypeRef:
    walked = items.node
    if spec.limit is not None:
        walked = ast.Subscript(walked, ast.Slice(None, ast.Constant(spec.limit)))
    kind = ANY
    with frame.inner(nested=True):
        local = frame.define(spec.each, items.type.item, frame.at("each"))
        with frame.body.each(local.identifier, walked, frame.at("each")):
            lower_steps(spec.steps, frame, frame.path("steps"))
            if spec.result is not None:
                kind = _emit(spec, frame, target)
    return kind


def _emit(spec: EachSpec, frame: Frame, target: str) -> TypeRef:
    hint = frame.hints.get(spec.result or "")
    wanted = hint.item if hint is not None and hint.is_listlike else None
    with guarded(frame, spec.when):
        typed = value(frame, spec.emit, wanted, "`emit`", "emit")
        if typed is None:
            return ANY
        append = ast.Attribute(ast.Name(target), "append")
        frame.body.evaluate(call(append, typed.node), frame.at("emit"))
        return wanted or typed.type


STEP = Step("each", EachSpec, lower)
