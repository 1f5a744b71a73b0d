"""Lowers a list of steps; used for an operation and for the steps inside a loop."""

from collections.abc import Iterator, Sequence

from qpf.diagnostics.catalogue.behaviour_steps import unknown_step, unreachable_step
from qpf.diagnostics.diagnostic import Place
from qpf.language.frame import Frame
from qpf.language.step import StepSpec, UnknownStep
from qpf.language.steps import step_of, vocabulary

__all__ = ["defined_names", "lower_steps"]


def lower_steps(steps: Sequence[StepSpec], frame: Frame, pointer: str) -> None:
    """Check and write each step in order; a step that cannot be reached is reported once."""
    outer = frame.pointer
    for index, spec in enumerate(steps):
        frame.pointer = f"{pointer}/{index}"
        if frame.ended is not None:
            frame.found.add(unreachable_step(frame.at(), frame.ended))
            break
        step = step_of(spec)
        if step is None:
            keys = spec.keys if isinstance(spec, UnknownStep) else ()
            frame.found.add(unknown_step(frame.at(), keys, vocabulary()))
            continue
        step.lower(spec, frame)
    frame.pointer = outer


def defined_names(
    steps: Sequence[StepSpec], frame: Frame, pointer: str
) -> Iterator[tuple[str, Place]]:
    """The names that steps define, with places; those inside loops end with the loop."""
    origins = frame.scope.origins
    for index, spec in enumerate(steps):
        at = f"{pointer}/{index}"
        for name, key in _defined(spec):
            yield name, origins.key(f"{at}/{key}")


def _defined(spec: StepSpec) -> Iterator[tuple[str, str]]:
    yield from ((name, f"let/{name}") for name in getattr(spec, "let", {}))
    for key in ("collect", "choose", "band"):
        if isinstance(getattr(spec, key, None), str):
            yield getattr(spec, key), key
    field, result = type(spec).model_fields.get("result"), getattr(spec, "result", None)
    if field is not None and field.alias == "as" and isinstance(result, str):
        yield result, "as"
