"""What a step is: a verb, its keys, and the function that checks it and writes its code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict

from qpf.model.strict import StrictModel

if TYPE_CHECKING:  # steps are described without the machinery that compiles them
    from qpf.language.frame import Frame

__all__ = ["Step", "StepSpec", "UnknownStep"]


class StepSpec(StrictModel):
    """The base of every step's spec; keys are written exactly as their alias says."""

    model_config = ConfigDict(populate_by_name=False)


class UnknownStep(StepSpec):
    """A step whose verb is not known, kept so that compiling can say so with its place."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the vocabulary. `lower` checks a step and adds its statements to the frame."""

    verb: str
    spec: type[StepSpec]
    lower: "Callable[[Any, Frame], None]"
