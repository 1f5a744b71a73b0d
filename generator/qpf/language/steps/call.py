"""`call`: run another operation of the same agent."""

import ast

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step, unknown_callable
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, arguments, bind
from qpf.language.step import Step, StepSpec
from qpf.language.types import NONE

__all__ = ["STEP", "CallSpec"]


class CallSpec(StepSpec):
    """An operation of this agent, its arguments by name, and the name of its result."""

    call: str
    given: dict[str, object] = Field(default_factory=dict, alias="with")
    result: str | None = Field(default=None, alias="as")


def lower(spec: CallSpec, frame: Frame) -> None:
    """Write the call; the context is handed on to an operation that has effects."""
    signature = frame.scope.operations.get(spec.call)
    if signature is None:
        known = frame.scope.operations
        frame.found.add(unknown_callable(frame.at("call"), "operation", spec.call, known))
        frame.forget(spec.result)
        return
    frame.affect("calls", spec.call)
    frame.may_refuse = True
    checked = arguments(frame, signature, spec.given)
    if checked is None:
        frame.forget(spec.result)
        return
    context: list[ast.expr] = [CTX] if signature.is_async else []
    node: ast.expr = ast.Call(ast.Name(signature.function), context, checked[0])
    if signature.is_async:
        frame.is_async = True
        node = ast.Await(node)
    if spec.result is not None:
        bind(frame, spec.result, Typed(node, checked[1]), "as")
    elif signature.returns == NONE:
        frame.body.evaluate(node, frame.at("call"))
    else:
        frame.found.add(incomplete_step(frame.at("call"), "call", "needs `as`: its result is lost"))


STEP = Step("call", CallSpec, lower)
