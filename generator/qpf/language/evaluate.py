"""What the steps of a pure operation give for plain inputs, found without the emitted code.

It walks the schema's own steps over plain values (records as mappings, members as text), so that a
derived test compares two independent readings of one schema.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qpf.language.compiled import CompiledOperation
from qpf.language.evaluate_expression import Missing, Unknown, Values, evaluate_text
from qpf.language.interface import walk
from qpf.language.scope import OperationScope
from qpf.language.shaped import shaped
from qpf.language.step import StepSpec
from qpf.language.steps.band import BandSpec
from qpf.language.steps.choose import ChooseSpec
from qpf.language.steps.collect import CollectSpec
from qpf.language.steps.each import EachSpec
from qpf.language.steps.let import LetSpec
from qpf.language.steps.require import RequireSpec
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.steps.translate import TranslateSpec
from qpf.language.types import Kind

__all__ = [
    "EVALUATORS",
    "Evaluator",
    "Machine",
    "Refused",
    "Returned",
    "Unknown",
    "evaluate",
    "first_values",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """The operation fails with a declared error."""

    name: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A `return` step ended the operation."""

    value: object
    step: ReturnSpec


def evaluate(
    operation: CompiledOperation, given: Mapping[str, object], scope: OperationScope
) -> object:
    """The plain result, or `Refused`; `Unknown` when some step cannot be evaluated here."""
    if any(type(step) not in EVALUATORS for step in walk(operation.spec.steps)):
        raise Unknown
    machine = Machine(operation, first_values(operation, given, scope))
    try:
        ended = machine.run(operation.spec.steps)
    except (Missing, ArithmeticError, TypeError, ValueError, LookupError) as fault:
        raise Unknown from fault
    if ended is None:
        return None
    return ended if isinstance(ended, Refused) else ended.value


def first_values(
    operation: CompiledOperation, given: Mapping[str, object], scope: OperationScope
) -> Values:
    """The inputs and constants of an operation by name."""
    values: dict[str, object] = {}
    for one in operation.parameters:
        values[one.name] = shaped(given.get(one.name, one.default), one.type, scope.types)
    for name, constant in operation.spec.constants.items():
        values[name] = constant.value
    enums = {name for name in scope.types.visible if scope.types.enum(name) is not None}
    return Values(values, frozenset(enums))


class Machine:
    """Walks the steps of one operation."""

    def __init__(self, operation: CompiledOperation, values: Values) -> None:
        """Start with the inputs and constants of `operation` in `values`."""
        self._operation, self.values = operation, values
        returned = {
            step.result
            for step in operation.spec.steps
            if isinstance(step, ReturnSpec) and isinstance(step.result, str)
        }
        self._returned = returned

    def run(self, steps: Sequence[StepSpec]) -> Returned | Refused | None:
        """Evaluate steps until one ends the operation."""
        for step in steps:
            ended = self.step(step)
            if ended is not None:
                return ended
        return None

    def step(self, step: StepSpec) -> Returned | Refused | None:
        """Evaluate one step."""
        return EVALUATORS[type(step)](self, step)

    def text(self, written: str) -> object:
        """The value of an expression."""
        return evaluate_text(written, self.values)

    def holds(self, written: str | None) -> bool:
        """Whether a condition, if there is one, holds."""
        return written is None or self.text(written) is True

    def value(self, written: object) -> object:
        """A value of a step."""
        if isinstance(written, str):
            return self.text(written)
        if isinstance(written, Mapping):
            return {key: self.value(item) for key, item in written.items()}
        if isinstance(written, list | tuple):
            return [self.value(item) for item in written]
        return written

    def plain_or_value(self, written: object, name: str, type_text: str) -> object:
        """A value where text may stand for itself: only when text or members are expected."""
        if not isinstance(written, str):
            return self.value(written)
        if type_text in self.values.enums:
            return written
        if type_text not in ("", "str"):
            raise Unknown
        if not type_text and name in self._returned:
            kind = self._operation.returns.inner
            kind = kind.item if kind.is_listlike else kind
            if kind.kind not in (Kind.STR, Kind.ENUM):
                return self.text(written)
        return written

    def branch(self, spec: StepSpec, name: str, type_text: str, *keys: str) -> object:
        """The value of a rule: its first key that was written."""
        emit, plain = keys
        if emit in spec.model_fields_set:
            return self.plain_or_value(getattr(spec, emit), name, type_text)
        return self.value(getattr(spec, plain))


def _let(machine: Machine, step: LetSpec) -> None:
    for name, written in step.let.items():
        machine.values.set(name, machine.value(written))


def _require(machine: Machine, step: RequireSpec) -> Refused | None:
    return None if machine.holds(step.require) else Refused(step.error)


def _return(machine: Machine, step: ReturnSpec) -> Returned | None:
    return Returned(machine.value(step.result), step) if machine.holds(step.when) else None


def _collect(machine: Machine, step: CollectSpec) -> None:
    found = [
        machine.branch(rule, step.collect, step.type, "emit", "value")
        for rule in step.rules
        if machine.holds(rule.when)
    ]
    machine.values.set(step.collect, found)


def _choose(machine: Machine, step: ChooseSpec) -> None:
    for rule in step.rules:
        if machine.holds(rule.when):
            chosen = machine.branch(rule, step.choose, step.type, "emit", "value")
            break
    else:
        chosen = machine.branch(step, step.choose, step.type, "otherwise", "otherwise_value")
    machine.values.set(step.choose, chosen)


def _band(machine: Machine, step: BandSpec) -> None:
    number: Any = machine.text(step.of)
    for entry in step.bands:
        if number < entry.below:
            chosen = machine.branch(entry, step.band, step.type, "emit", "value")
            break
    else:
        chosen = machine.branch(step, step.band, step.type, "otherwise", "otherwise_value")
    machine.values.set(step.band, chosen)


def _translate(machine: Machine, step: TranslateSpec) -> None:
    word = machine.text(step.translate)
    if not step.table or not isinstance(word, str):
        raise Unknown
    if word not in step.table and "otherwise" not in step.model_fields_set:
        raise Unknown
    written = step.table.get(word, step.otherwise)
    machine.values.set(step.result, machine.plain_or_value(written, step.result, step.type))


def _each(machine: Machine, step: EachSpec) -> Refused | None:
    items: Any = machine.text(step.items)
    found = []
    before = machine.values
    for item in items[: step.limit]:
        machine.values = before.plus(step.each, item)
        ended = machine.run(step.steps)
        if isinstance(ended, Refused):
            return ended
        if step.result is not None and machine.holds(step.when):
            found.append(machine.value(step.emit))
    machine.values = before
    if step.result is not None:
        machine.values.set(step.result, found)
    return None


Evaluator = Callable[[Machine, Any], Returned | Refused | None]
EVALUATORS: Mapping[type[StepSpec], Evaluator] = {
    LetSpec: _let,
    RequireSpec: _require,
    ReturnSpec: _return,
    CollectSpec: _collect,
    ChooseSpec: _choose,
    BandSpec: _band,
    TranslateSpec: _translate,
    EachSpec: _each,
}
