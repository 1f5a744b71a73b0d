"""Checks that the steps of an operation with effects give and do what its examples state."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from qpf.diagnostics.catalogue.behaviour_steps import example_fails
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import breaks_a_limit
from qpf.language.example_results import fault_of
from qpf.language.foretelling import foretell_alone
from qpf.language.foretold import Foretold
from qpf.language.operation_spec import EffectsSpec, ExampleSpec
from qpf.language.scope import OperationScope
from qpf.language.steps.measure import MeasureSpec
from qpf.model.document import child

__all__ = ["check_foretold"]

_LISTED = {"published": "events", "sent": "packets", "audited": "entries"}
_Fault = tuple[str, str]
"""Where something else is stated, below the example, and what the steps do."""


def check_foretold(
    operation: CompiledOperation,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
    pointer: str,
    found: Diagnostics,
) -> None:
    """Report examples that will fail; what functions give is unknown here, and left to the tests.

    `pointer` is where the operation stands, `others` are the operations of the agent by name.
    """
    for index, example in enumerate(operation.spec.examples):
        if breaks_a_limit(operation.spec.input, example.given):
            continue
        for at, reason in _faults(operation, example, scope, others):
            place = scope.origins.at(f"{pointer}/examples/{index}{at}")
            found.add(example_fails(place, operation.name, reason))


def _faults(
    operation: CompiledOperation,
    example: ExampleSpec,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
) -> Iterator[_Fault]:
    told = foretell_alone(operation, example, scope, others)
    if told is None:
        return
    world, given = told
    fault = fault_of(operation, example, given, scope)
    if fault:
        yield "/expect" if example.expect_error is None else "/expect_error", fault
    elif example.effects is not None:
        yield from _of_lists(example.effects, world)
        has_metrics = any(isinstance(step, MeasureSpec) for step in operation.reach.steps)
        if not has_metrics:  # metrics fire the triggers whose condition they meet
            yield from _of_escalations(example.effects, world)
        yield from _of_metrics(example.effects, world)


def _of_lists(effects: EffectsSpec, world: Foretold) -> Iterator[_Fault]:
    for key, kind in _LISTED.items():
        stated: tuple[str, ...] | None = getattr(effects, key)
        happened: Mapping[str, list[object]] = getattr(world, kind)
        if stated is None:
            continue
        counts = Counter(stated)
        for name in {**happened, **counts}:
            seen, wanted = len(happened.get(name, ())), counts[name]
            if wanted < seen or (wanted > seen and f"{kind}:{name}" not in world.doubts):
                yield child("/effects", key), f"have `{name}` {_times(seen)} in `{key}`"


def _of_escalations(effects: EffectsSpec, world: Foretold) -> Iterator[_Fault]:
    stated = effects.escalated
    for name in {**world.escalations, **dict.fromkeys(stated or ())} if stated is not None else ():
        happens = name in world.escalations
        if happens != (name in (stated or ())) and f"escalations:{name}" not in world.doubts:
            reason = f"{'escalate' if happens else 'do not escalate'} `{name}`"
            yield "/effects/escalated", reason


def _of_metrics(effects: EffectsSpec, world: Foretold) -> Iterator[_Fault]:
    for name, value in (effects.measured or {}).items():
        at = child("/effects/measured", name)
        if f"measured:{name}" in world.doubts:
            continue
        seen = world.measured.get(name)
        if seen is None and value != 0:
            yield at, f"do not measure `{name}`"
        elif isinstance(seen, int | float) and not math.isclose(seen, value, rel_tol=1e-6):
            yield at, f"measure `{name}` as `{seen}`"


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")
