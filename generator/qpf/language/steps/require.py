"""`require`: go on only when a condition holds; otherwise fail with a declared error."""

import ast

from qpf.language.body import call
from qpf.language.facts import facts_of
from qpf.language.frame import Frame
from qpf.language.normalise import negated
from qpf.language.step import Step, StepSpec
from qpf.language.values import condition

__all__ = ["STEP", "RequireSpec"]


class RequireSpec(StepSpec):
    """The condition, the error it fails with, and the reason (by default the error's summary)."""

    require: str
    error: str
    reason: str = ""


def lower(spec: RequireSpec, frame: Frame) -> None:
    """Write the inverse condition around a raise; what was required is known from here on."""
    frame.raised[spec.error] = None
    frame.declared("error", spec.error, frame.errors, "errors", "error")
    test = condition(frame, spec.require, "require")
    if test is None:
        return
    with frame.body.when(negated(test.node), frame.at("require")):
        reason = spec.reason or frame.errors.get(spec.error, "")
        error = call("RequirementFailed", ast.Constant(spec.error), ast.Constant(reason))
        frame.body.raises(error, frame.at("error"))
    frame.learn(facts_of(test.node))
    frame.may_refuse = True


STEP = Step("require", RequireSpec, lower)
