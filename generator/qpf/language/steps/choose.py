"""`choose`: the value of the first rule whose condition holds, or the value of `else`."""

from typing import Annotated

from pydantic import Field

from qpf.language.frame import Frame
from qpf.language.rules import Branch, RuleSpec, choose_among, declared_type
from qpf.language.step import Step, StepSpec
from qpf.language.values import condition

__all__ = ["STEP", "ChooseSpec"]


class ChooseSpec(StepSpec):
    """The name of the value, the rules in order, what holds otherwise, and the type."""

    choose: str
    rules: Annotated[tuple[RuleSpec, ...], Field(min_length=1)]
    otherwise: object = Field(default=None, alias="else")
    otherwise_value: object = Field(default=None, alias="else_value")
    type: str = ""


def lower(spec: ChooseSpec, frame: Frame) -> None:
    """Write an if-chain."""
    wanted = declared_type(frame, spec.type, "type") or frame.hints.get(spec.choose)
    branches = []
    for index, rule in enumerate(spec.rules):
        test = condition(frame, rule.when, "rules", index, "when")
        if test is not None:
            place = frame.at("rules", index)
            branches.append(Branch(test.node, rule, ("rules", index), place))
    if len(branches) < len(spec.rules):
        frame.forget(spec.choose)
        return
    last = Branch(None, spec, (), frame.at("else"), "else", "else_value")
    choose_among(frame, spec.choose, [*branches, last], wanted)


STEP = Step("choose", ChooseSpec, lower)
