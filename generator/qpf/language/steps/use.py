"""`use`: call a function of the catalogue or of the collection's extensions."""

import ast

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import (
    incomplete_step,
    unknown_callable,
    unreadable_function,
)
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import arguments, bind
from qpf.language.step import Step, StepSpec
from qpf.language.types import NONE

__all__ = ["STEP", "UseSpec"]


class UseSpec(StepSpec):
    """A function as `family.function`, its arguments by name, and the name of its result."""

    use: str
    given: dict[str, object] = Field(default_factory=dict, alias="with")
    result: str | None = Field(default=None, alias="as")


def lower(spec: UseSpec, frame: Frame) -> None:
    """Write the call."""
    signature = frame.scope.functions.get(spec.use)
    if signature is None:
        known = frame.scope.functions
        frame.found.add(unknown_callable(frame.at("use"), "function", spec.use, known))
        frame.forget(spec.result)
        return
    if signature.unreadable:
        frame.found.add(unreadable_function(frame.at("use"), spec.use, signature.unreadable))
        frame.forget(spec.result)
        return
    frame.affect("functions", spec.use)
    frame.may_refuse = True
    checked = arguments(frame, signature, spec.given)
    if checked is None:
        frame.forget(spec.result)
        return
    family = ast.Name(frame.module_names[signature.module])
    node: ast.expr = ast.Call(ast.Attribute(family, signature.function), [], checked[0])
    if signature.is_async:
        frame.is_async = True
        node = ast.Await(node)
    if spec.result is not None:
        bind(frame, spec.result, Typed(node, checked[1]), "as")
    elif signature.returns == NONE:
        frame.body.evaluate(node, frame.at("use"))
    else:
        frame.found.add(incomplete_step(frame.at("use"), "use", "needs `as`: its result is lost"))


STEP = Step("use", UseSpec, lower)
