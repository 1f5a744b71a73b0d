"""What hangs on the answers of ports, which a factory cannot foretell."""

import re

from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.spec import ActStage, EachStage, EndStage, KeepStage, RunStage, Stage

__all__ = ["is_action_foretold"]

_NAME = re.compile(r"[^\W\d]\w*")


def is_action_foretold(flow: CompiledFlow) -> bool:
    """Whether a beat reports the same action whatever its ports answer.

    A name counts as used when its letters stand anywhere in a stage, so the answer may be no too
    often.
    """
    told: set[str] = set()
    for stage in flow.spec.stages:
        if isinstance(stage, ActStage | EachStage) or _words(stage.model_dump()) & told:
            if isinstance(stage, EndStage):
                return False
            told |= _made(stage)
        elif isinstance(stage, RunStage):
            given = {one.name for one in flow.operation(stage.run).parameters}
            told |= _made(stage) if given & told else set()
    return not _words(flow.spec.result["action"]) & told


def _words(written: object) -> set[str]:
    return set(_NAME.findall(str(written)))


def _made(stage: Stage) -> set[str]:
    """The names that a stage gives a value."""
    if isinstance(stage, KeepStage):
        return set(stage.keep)
    named = (getattr(stage, "result", None), getattr(stage, "outcome", None))
    return {name for name in named if name is not None}
