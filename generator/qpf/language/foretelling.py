"""What an example of an operation, or a variation of one, will have done."""

from collections.abc import Mapping

from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import breaks_a_limit
from qpf.language.evaluate import Refused, Returned
from qpf.language.foretell import Around, Ended, Lost
from qpf.language.foretell_steps import WALKERS, walked
from qpf.language.foretold import Foretold, prepared
from qpf.language.operation_spec import ExampleSpec
from qpf.language.scope import OperationScope
from qpf.language.seeds import seeds_of
from qpf.language.shaped import shaped
from qpf.language.step import StepSpec
from qpf.language.steps.ask import AskSpec
from qpf.language.steps.call import CallSpec
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.steps.use import UseSpec
from qpf.language.touched import Touched

__all__ = ["foretell", "foretell_alone", "foretell_variation"]


def foretell(
    operation: CompiledOperation,
    example: ExampleSpec,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
    *,
    certain: bool = True,
) -> tuple[Foretold, Ended] | None:
    """The effects of an example and how it ends; None when it is unknown which steps run.

    That an example succeeds is `certain` when it is written; otherwise a function of the catalogue
    may refuse what it gets.
    """
    if any(isinstance(one, CallSpec) and one.call not in others for one in operation.reach.steps):
        return None
    if breaks_a_limit(operation.spec.input, example.given):
        return prepared(example, scope), None
    if not certain and any(_uses(one, others) for one in operation.reach.steps):
        return None
    succeeds = example.expect_error is None
    around = Around(scope=scope, others=others, succeeds=succeeds, walkers=WALKERS, known=certain)
    returned = [one for one in operation.spec.steps if isinstance(one, ReturnSpec)]
    for step in returned if succeeds and returned else [None]:
        seeds = _seeds(operation, example, scope, step)
        world = prepared(example, scope)
        try:
            ended = walked(operation, example.given, world, around, seeds)
        except Lost:
            continue
        if succeeds and (step is None or (isinstance(ended, Returned) and ended.step is step)):
            return world, ended
        if isinstance(ended, Refused) and ended.name == example.expect_error:
            return world, ended
    return None


def _uses(step: StepSpec, others: Mapping[str, CompiledOperation]) -> bool:
    """Whether a step runs a function of the catalogue, in another operation perhaps."""
    if isinstance(step, CallSpec):
        return any(isinstance(one, UseSpec) for one in others[step.call].reach.steps)
    return isinstance(step, UseSpec)


def _seeds(
    operation: CompiledOperation,
    example: ExampleSpec,
    scope: OperationScope,
    step: ReturnSpec | None,
) -> dict[str, object]:
    """What names stand for, so that a step returns what an example expects, if it says that."""
    if step is None or "expect" not in example.model_fields_set:
        return {}
    return seeds_of(step.result, shaped(example.expect, operation.returns, scope.types))


def foretell_alone(
    operation: CompiledOperation,
    example: ExampleSpec,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
) -> tuple[Foretold, object] | None:
    """The effects of an example and the result or `Refused`, without believing what it expects.

    None when it is unknown which steps run. An example of a success is believed in one thing: what
    is required and cannot be evaluated holds, for otherwise it fails anyway. One of an error is
    foretold only when no function and no other operation could fail first.
    """
    steps = operation.reach.steps
    succeeds = example.expect_error is None
    if any(isinstance(one, CallSpec) and one.call not in others for one in steps):
        return None
    if not succeeds and any(isinstance(one, CallSpec | UseSpec | AskSpec) for one in steps):
        return None
    around = Around(scope=scope, others=others, succeeds=succeeds, walkers=WALKERS)
    world = prepared(example, scope)
    try:
        ended = walked(operation, example.given, world, around, {})
    except Lost:
        return None
    return world, ended.value if isinstance(ended, Returned) else ended


def foretell_variation(
    operation: CompiledOperation,
    example: ExampleSpec,
    given: Mapping[str, object],
    changed: str,
    scope: OperationScope,
    others: Mapping[str, CompiledOperation],
    *,
    certain: bool = True,
) -> tuple[Foretold, Ended] | None:
    """The same for other inputs of a successful example, of which `changed` is another one.

    None also when a function of the catalogue hears of the change: it may refuse what it gets.
    """
    base = foretell(operation, example, scope, others, certain=certain)
    if base is None:
        return None
    touched = Touched.by(operation, changed, others)
    if touched is None:
        return None
    seeds = _seeds(
        operation, example, scope, base[1].step if isinstance(base[1], Returned) else None
    )
    around = Around(
        scope=scope,
        others=others,
        succeeds=False,
        walkers=WALKERS,
        assumed=frozenset(id(step) for step in touched.unmoved),
    )
    world = prepared(example, scope)
    known = {name: one for name, one in seeds.items() if name not in touched.names}
    try:
        return world, walked(operation, given, world, around, known)
    except Lost:
        return None
