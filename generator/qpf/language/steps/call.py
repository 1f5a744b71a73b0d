"""`call`: run another operation of the same agent."""

import ast

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import unknown_callable
from qpf.language.frame import Frame
from qpf.language.invoking import invoke
from qpf.language.lowering import CTX
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "CallSpec"]


class CallSpec(StepSpec):
    """An operation of this agent, its arguments by name, and the name of its result.

    With `when` it is called only when the condition holds; `else` is the result when it does not.
    """

    call: str
    given: dict[str, object] = Field(default_factory=dict, alias="with")
    result: str | None = Field(default=None, alias="as")
    when: str | None = None
    otherwise: object = Field(default=None, alias="else")


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
    frame.is_async = frame.is_async or signature.is_async
    context: list[ast.expr] = [CTX] if signature.is_async else []

    def build(given: list[ast.keyword]) -> ast.expr:
        node = ast.Call(ast.Name(signature.function), context, given)
        return ast.Await(node) if signature.is_async else node

    invoke(frame, "call", spec, signature, build)


STEP = Step("call", CallSpec, lower)
