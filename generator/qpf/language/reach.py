"""What an operation may do, itself and through the operations it calls."""

from collections.abc import Iterator, Mapping

from qpf.language.compiled import Reach
from qpf.language.interface import references, walk
from qpf.language.operation_spec import OperationSpec
from qpf.language.step import StepSpec
from qpf.language.steps.return_ import ReturnSpec

__all__ = ["reach_of"]


def reach_of(spec: OperationSpec, specs: Mapping[str, OperationSpec]) -> Reach:
    """The reach of one operation; `specs` are all operations of the agent by name."""
    reached: dict[str, OperationSpec] = {}
    waiting = [spec]
    while waiting:
        one = waiting.pop(0)
        if one.name not in reached:
            reached[one.name] = one
            waiting += [specs[name] for name in references(one, "call") if name in specs]
    steps = tuple(step for one in reached.values() for step in walk(one.steps))
    return Reach(
        asks=_names(steps, "ask"),
        errors=_names(steps, "error"),
        steps=steps,
        certain=tuple(_certain(spec, specs, frozenset())),
    )


def _names(steps: tuple[StepSpec, ...], key: str) -> tuple[str, ...]:
    found = (getattr(step, key, None) for step in steps)
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def _certain(
    spec: OperationSpec, specs: Mapping[str, OperationSpec], above: frozenset[str]
) -> Iterator[StepSpec]:
    for step in spec.steps:
        if isinstance(step, ReturnSpec):
            return
        if getattr(step, "when", None) is not None:
            continue
        yield step
        callee = getattr(step, "call", None)
        if isinstance(callee, str) and callee in specs and callee not in above:
            yield from _certain(specs[callee], specs, above | {spec.name, callee})
