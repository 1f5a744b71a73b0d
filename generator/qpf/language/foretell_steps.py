"""How each kind of step with effects is walked to foretell them."""

from collections.abc import Callable, Mapping
from typing import Any

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import breaks_a_limit, constrained
from qpf.language.evaluate import EVALUATORS, Refused, Returned, Unknown, first_values
from qpf.language.foretell import FAULTS, Around, Ended, Foreteller, Lost, MayFail, doubts_of
from qpf.language.foretell_memory import is_refused, may_be_refused, recall, remember
from qpf.language.foretold import Foretold
from qpf.language.seeds import Parts, seeds_of, settled, sole_return
from qpf.language.shaped import has_unknown, shaped, spread
from qpf.language.step import StepSpec
from qpf.language.steps.approve import ApproveSpec
from qpf.language.steps.ask import AskSpec
from qpf.language.steps.audit import AuditSpec
from qpf.language.steps.call import CallSpec
from qpf.language.steps.each import EachSpec
from qpf.language.steps.escalate import EscalateSpec
from qpf.language.steps.measure import MeasureSpec
from qpf.language.steps.publish import PublishSpec
from qpf.language.steps.recall import RecallSpec
from qpf.language.steps.remember import RememberSpec
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.steps.send import SendSpec
from qpf.language.steps.translate import TranslateSpec
from qpf.language.steps.use import UseSpec
from qpf.language.type_text import parse_type

__all__ = ["WALKERS", "walked"]


def walked(
    operation: CompiledOperation,
    given: Mapping[str, object],
    world: Foretold,
    around: Around,
    seeds: Mapping[str, object],
) -> Ended:
    """Walk an operation, leaving its effects in `world`; Lost when a condition is unknown."""
    values = first_values(operation, given, around.scope)
    known = settled(seeds, operation.spec, {name: one.spec for name, one in around.others.items()})
    return Foreteller(operation, values, world, around, known).run(operation.spec.steps)


def _filled(value: object, known: object) -> object:
    """A value whose unknown parts are taken from another reading of it."""
    if value is ...:
        return known
    if isinstance(value, Mapping) and isinstance(known, Mapping):
        return {key: _filled(one, known.get(key, ...)) for key, one in value.items()}
    return value


def _use(walk: Foreteller, step: UseSpec) -> None:
    if not walk.applies(step):
        walk.define(step.result, walk.partial(step.otherwise))
        return
    walk.define(step.result, ..., walk.scope.functions[step.use].returns)


def _call(walk: Foreteller, step: CallSpec) -> Ended:
    if not walk.applies(step):
        walk.define(step.result, walk.partial(step.otherwise))
        return None
    callee = walk.around.others[step.call]
    given = {name: walk.partial(value) for name, value in step.given.items()}
    value = walk.seeds.get(step.result or "", ...)
    if isinstance(value, Parts):
        value = spread(value, callee.returns, walk.scope.types)
    seeds = seeds_of(sole_return(callee.spec), value) if value is not ... else {}
    given = {name: _filled(one, seeds.get(name, ...)) for name, one in given.items()}
    is_believed = walk.around.is_believed
    if _is_refused(callee, given) or (not is_believed and _may_be_refused(callee, given)):
        raise MayFail
    try:
        ended = walked(callee, given, walk.world, walk.around, seeds)
    except Lost as lost:
        if isinstance(lost, MayFail) and not is_believed:
            raise
        walk.world.doubts |= set(doubts_of([step], walk.around))
        ended = None
    if isinstance(ended, Refused):
        return ended
    given_back = ended.value if ended is not None else ...
    walk.define(step.result, shaped(given_back, callee.returns, walk.scope.types), callee.returns)
    return None


def _is_refused(callee: CompiledOperation, given: Mapping[str, object]) -> bool:
    """Whether the limits of an operation refuse what it is called with."""
    known = {name: one for name, one in given.items() if not has_unknown(one)}
    return breaks_a_limit(callee.spec.input, known)


def _may_be_refused(callee: CompiledOperation, given: Mapping[str, object]) -> bool:
    """Whether an input has limits, and a value that nobody knows here."""
    limited = [name for name, one in callee.spec.input.items() if constrained(one)]
    return any(has_unknown(given[name]) for name in limited if name in given)


def _ask(walk: Foreteller, step: AskSpec) -> None:
    signature = walk.scope.partners[step.ask].signature
    given = {name: walk.partial(value) for name, value in step.given.items()}
    for one in signature.parameters:
        given.setdefault(one.name, ...)
    walk.world.asked.setdefault(step.ask, []).append(given)
    waiting = walk.world.answers.get(step.ask)
    if not waiting:
        # Nobody prepared an answer: the call fails in a test.
        raise MayFail
    walk.define(step.result, shaped(waiting.pop(0), signature.returns, walk.scope.types))


def _recall(walk: Foreteller, step: RecallSpec) -> None:
    walk.define(step.result, recall(walk, step))


def _remember(walk: Foreteller, step: RememberSpec) -> None:
    if may_be_refused(walk, step.remember) and not walk.around.is_believed:
        raise MayFail
    if walk.applies(step):
        if is_refused(walk, step.remember):
            raise MayFail
        remember(walk, step.remember)


def _publish(walk: Foreteller, step: PublishSpec) -> None:
    if walk.applies(step):
        walk.world.events.setdefault(step.publish, []).append(walk.partial(step.payload))


def _send(walk: Foreteller, step: SendSpec) -> None:
    if walk.applies(step):
        walk.world.packets.setdefault(step.send, []).append(walk.partial(step.payload))


def _audit(walk: Foreteller, step: AuditSpec) -> None:
    if walk.applies(step):
        entry = {"action": step.action or walk.name, "detail": walk.partial(step.detail)}
        walk.world.entries.setdefault(step.audit, []).append(entry)


def _escalate(walk: Foreteller, step: EscalateSpec) -> None:
    if walk.applies(step):
        walk.world.escalations.setdefault(step.escalate, walk.partial(step.detail))


def _measure(walk: Foreteller, step: MeasureSpec) -> None:
    if walk.applies(step):
        for name, value in step.measure.items():
            walk.world.measured[name] = walk.partial(value)


def _approve(walk: Foreteller, step: ApproveSpec) -> None:
    del walk, step


def _return(walk: Foreteller, step: ReturnSpec) -> Returned | None:
    return Returned(walk.partial(step.result), step) if walk.applies(step) else None


def _translate(walk: Foreteller, step: TranslateSpec) -> None:
    if not step.into:
        EVALUATORS[TranslateSpec](walk, step)
        return
    subject = walk.text(step.translate)
    if not isinstance(subject, Mapping):
        raise Unknown
    kind = parse_type(step.into, walk.scope.types, lambda *_: Place(""), Diagnostics())
    declared = walk.scope.types.of_ref(kind)
    fields = {one.name for one in declared.fields} if declared is not None else set()
    kept = {name: value for name, value in subject.items() if name in fields}
    walk.define(step.result, spread({**kept, **_fields(walk, step)}, kind, walk.scope.types))


def _each(walk: Foreteller, step: EachSpec) -> Ended:
    items: Any = walk.text(step.items)
    found: list[object] | None = []
    before = walk.values
    for item in items[: step.limit]:
        walk.values = before.plus(step.each, item)
        ended = walk.run(step.steps)
        if isinstance(ended, Refused):
            return ended
        try:
            applies = walk.applies(step)
        except FAULTS:
            found = None  # what the list holds is unknown, not what was done
        else:
            if found is not None and applies:
                found.append(walk.partial(step.emit))
    walk.values = before
    walk.define(step.result, ... if found is None else found)
    return None


def _fields(walk: Foreteller, step: TranslateSpec) -> dict[str, object]:
    return {name: walk.partial(value) for name, value in step.fields.items()}


WALKERS: Mapping[type[StepSpec], Callable[[Any, Any], Ended]] = {
    UseSpec: _use,
    CallSpec: _call,
    AskSpec: _ask,
    RecallSpec: _recall,
    RememberSpec: _remember,
    PublishSpec: _publish,
    SendSpec: _send,
    AuditSpec: _audit,
    EscalateSpec: _escalate,
    MeasureSpec: _measure,
    ApproveSpec: _approve,
    EachSpec: _each,
    ReturnSpec: _return,
    TranslateSpec: _translate,
}
