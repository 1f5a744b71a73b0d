"""`send`: send a packet to another agent."""

import ast

from qpf.language.body import call
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, guarded
from qpf.language.step import Step, StepSpec
from qpf.language.values import value

__all__ = ["STEP", "SendSpec"]


class SendSpec(StepSpec):
    """A packet type the agent declares, the agent it goes to, what it carries, the condition."""

    send: str
    to: str
    payload: object
    when: str | None = None


def lower(spec: SendSpec, frame: Frame) -> None:
    """Write the call."""
    frame.affect("packets", spec.send)
    where = "communicationstack.packets.out"
    frame.declared("packet type", spec.send, frame.scope.packets, where, "send")
    with guarded(frame, spec.when):
        typed = value(frame, spec.payload, None, "the payload", "payload")
        if typed is None:
            return
        sent = call(
            ast.Attribute(CTX, "send"),
            ast.Constant(spec.send),
            typed.node,
            to=ast.Constant(spec.to),
        )
        frame.body.evaluate(ast.Await(sent), frame.at("send"))


STEP = Step("send", SendSpec, lower)
