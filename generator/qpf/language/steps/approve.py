"""`approve`: go on only when a human agrees."""

import ast
from typing import Annotated

from pydantic import Field

from qpf.language.frame import Frame
from qpf.language.lowering import ctx_call, guarded
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "ApproveSpec"]


class ApproveSpec(StepSpec):
    """Why a human must agree, and the condition."""

    approve: Annotated[str, Field(min_length=1)]
    when: str | None = None


def lower(spec: ApproveSpec, frame: Frame) -> None:
    """Write the call."""
    frame.is_async = True
    frame.approves = True
    with guarded(frame, spec.when):
        asked = ctx_call("approve", ast.Constant(spec.approve))
        frame.body.evaluate(ast.Await(asked), frame.at("approve"))


STEP = Step("approve", ApproveSpec, lower)
