"""`escalate`: call the humans of the governance policy."""

import ast

from pydantic import Field

from qpf.language.body import keywords
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, details, guarded
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "EscalateSpec"]


class EscalateSpec(StepSpec):
    """A declared trigger, details for the humans, the condition."""

    escalate: str
    detail: dict[str, object] = Field(default_factory=dict)
    when: str | None = None


def lower(spec: EscalateSpec, frame: Frame) -> None:
    """Write the call."""
    frame.affect("triggers", spec.escalate)
    known = frame.scope.triggers
    frame.declared("trigger", spec.escalate, known, "governance.escalationpolicy", "escalate")
    with guarded(frame, spec.when):
        given: list[ast.expr] = [ast.Constant(spec.escalate)]
        named = keywords(details(frame, spec.detail, "detail"))
        fired = ast.Call(ast.Attribute(CTX, "escalate"), given, named)
        frame.body.evaluate(ast.Await(fired), frame.at("escalate"))


STEP = Step("escalate", EscalateSpec, lower)
