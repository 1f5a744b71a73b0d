"""`publish`: tell whoever observes the agent that something happened."""

import ast

from qpf.language.body import call
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, guarded
from qpf.language.step import Step, StepSpec
from qpf.language.values import value

__all__ = ["STEP", "PublishSpec"]


class PublishSpec(StepSpec):
    """An event the agent declares, what it carries, and the condition."""

    publish: str
    payload: object = None
    when: str | None = None


def lower(spec: PublishSpec, frame: Frame) -> None:
    """Write the call; a payload is turned into plain values by the bus."""
    frame.affect("events", spec.publish)
    known = frame.scope.events
    frame.declared("event", spec.publish, known, "communicationstack.events.publishes", "publish")
    with guarded(frame, spec.when):
        given: list[ast.expr] = [ast.Constant(spec.publish)]
        if spec.payload is not None:
            typed = value(frame, spec.payload, None, "the payload", "payload")
            given += [typed.node] if typed is not None else []
        told = call(ast.Attribute(CTX, "publish"), *given)
        frame.body.evaluate(ast.Await(told), frame.at("publish"))


STEP = Step("publish", PublishSpec, lower)
