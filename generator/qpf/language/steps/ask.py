"""`ask`: call an operation of another agent through its typed client."""

import ast

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step, unknown_callable
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import arguments, bind, ctx_call
from qpf.language.step import Step, StepSpec
from qpf.language.types import NONE

__all__ = ["STEP", "AskSpec"]


class AskSpec(StepSpec):
    """An operation as `agent.operation`, its arguments by name, and the name of its answer."""

    ask: str
    given: dict[str, object] = Field(default_factory=dict, alias="with")
    result: str | None = Field(default=None, alias="as")


def lower(spec: AskSpec, frame: Frame) -> None:
    """Write the awaited call of the client."""
    partner = frame.scope.partners.get(spec.ask)
    if partner is None:
        known = frame.scope.partners
        place = frame.part("ask", spec.ask, known)
        frame.found.add(unknown_callable(place, "partner operation", spec.ask, known))
        frame.forget(spec.result)
        return
    frame.affect("partners", spec.ask)
    checked = arguments(frame, partner.signature, spec.given)
    if checked is None:
        frame.forget(spec.result)
        return
    client = ctx_call("partner", ast.Name(partner.client_class))
    method = ast.Attribute(client, partner.signature.function)
    node = ast.Await(ast.Call(method, [], checked[0]))
    if spec.result is not None:
        bind(frame, spec.result, Typed(node, checked[1]), "as")
    elif partner.signature.returns == NONE:
        frame.body.evaluate(node, frame.at("ask"))
    else:
        frame.found.add(incomplete_step(frame.at("ask"), "ask", "needs `as`: its answer is lost"))


STEP = Step("ask", AskSpec, lower)
