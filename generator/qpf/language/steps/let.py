"""`let`: give expressions names."""

from typing import Annotated

from pydantic import Field

from qpf.language.frame import Frame
from qpf.language.lowering import bind
from qpf.language.step import Step, StepSpec
from qpf.language.values import value

__all__ = ["STEP", "LetSpec"]


class LetSpec(StepSpec):
    """Names and the expressions they stand for; later ones may use earlier ones."""

    let: Annotated[dict[str, object], Field(min_length=1)]


def lower(spec: LetSpec, frame: Frame) -> None:
    """Write one assignment a name."""
    for name, written in spec.let.items():
        typed = value(frame, written, frame.hints.get(name), f"`{name}`", "let", name)
        if typed is not None:
            bind(frame, name, typed, "let", name)
        else:
            frame.forget(name)


STEP = Step("let", LetSpec, lower)
