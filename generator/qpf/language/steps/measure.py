"""`measure`: record metrics; governance evaluates its triggers over them."""

import ast
from typing import Annotated

from pydantic import Field

from qpf.language.body import keywords
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, guarded
from qpf.language.step import Step, StepSpec
from qpf.language.types import FLOAT
from qpf.language.values import value

__all__ = ["STEP", "MeasureSpec"]


class MeasureSpec(StepSpec):
    """Declared metrics with their values, and the condition."""

    measure: Annotated[dict[str, object], Field(min_length=1)]
    when: str | None = None


def lower(spec: MeasureSpec, frame: Frame) -> None:
    """Write one call for all values, so that conditions over several metrics see them together."""
    for name in spec.measure:
        frame.affect("metrics", name)
        where = "deployment.telemetry.metrics"
        frame.declared("metric", name, frame.scope.metrics, where, "measure", name)
    with guarded(frame, spec.when):
        values = {}
        for name, written in spec.measure.items():
            typed = value(frame, written, FLOAT, f"the metric `{name}`", "measure", name)
            if typed is not None:
                values[name] = typed.node
        measured = ast.Call(ast.Attribute(CTX, "measure"), [], keywords(values))
        frame.body.evaluate(ast.Await(measured), frame.at("measure"))


STEP = Step("measure", MeasureSpec, lower)
