"""`return`: end with a result."""

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import misplaced_return
from qpf.language.facts import facts_of
from qpf.language.frame import Frame
from qpf.language.normalise import negated
from qpf.language.step import Step, StepSpec
from qpf.language.types import JSON
from qpf.language.values import as_json, condition, value

__all__ = ["STEP", "ReturnSpec"]


class ReturnSpec(StepSpec):
    """The result, as an expression or field by field, and the condition."""

    result: object = Field(alias="return")
    when: str | None = None


def lower(spec: ReturnSpec, frame: Frame) -> None:
    """Write the return; without a condition nothing after it is reached."""
    if frame.depth:
        frame.found.add(misplaced_return(frame.key("return"), "a loop collects with `emit`"))
        return
    promise = frame.promise
    if promise.type is None:
        reason = "the operation declares no `output`"
        frame.found.add(misplaced_return(frame.key("return"), reason))
        return
    if spec.when is None:
        _write(spec, frame)
        frame.ended = frame.at()
        return
    test = condition(frame, spec.when, "when")
    if test is None:
        return
    with frame.body.when(test.node, frame.at("when")), frame.inner(test.facts):
        _write(spec, frame)
    frame.learn(facts_of(negated(test.node)))


def _write(spec: ReturnSpec, frame: Frame) -> None:
    expected = frame.promise.type
    typed = value(frame, spec.result, expected, "the result", "return")
    if typed is not None and expected is not None:
        node = as_json(typed) if expected.inner == JSON else typed.node
        frame.body.returns(node, frame.at("return"))


STEP = Step("return", ReturnSpec, lower)
