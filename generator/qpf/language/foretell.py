"""Walks the steps of an operation with effects, to say what its example will have done.

What a function of the catalogue gives is not computed here: it is taken from the expected result,
where the steps return it, and is unknown otherwise. So nothing here repeats what is emitted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qpf.language.compiled import CompiledOperation
from qpf.language.evaluate import EVALUATORS, Machine, Refused, Returned, Unknown
from qpf.language.evaluate_expression import Missing, Values
from qpf.language.foretold import Foretold
from qpf.language.memory_kinds import KINDS
from qpf.language.scope import OperationScope
from qpf.language.seeds import Parts
from qpf.language.shaped import spread
from qpf.language.step import StepSpec
from qpf.language.steps.ask import AskSpec
from qpf.language.steps.call import CallSpec
from qpf.language.steps.each import EachSpec
from qpf.language.steps.measure import MeasureSpec
from qpf.language.steps.remember import RememberSpec
from qpf.language.steps.require import RequireSpec
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.types import TypeRef

__all__ = ["FAULTS", "Around", "Ended", "Foreteller", "Lost", "MayFail", "doubts_of"]

FAULTS = (Unknown, Missing, ArithmeticError, TypeError, ValueError, LookupError, AttributeError)
Ended = Returned | Refused | None


class Lost(Exception):
    """It is unknown which steps run."""


class MayFail(Lost):
    """It is unknown whether an operation succeeds, or known that it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the walks of one example share: the scope, the agent's operations, how it ends.

    `assumed` are the identities of steps whose unknown condition is that of a known success;
    without an example, success is not `known`.
    """

    scope: OperationScope
    others: Mapping[str, CompiledOperation]
    succeeds: bool
    assumed: frozenset[int] = frozenset()
    walkers: Mapping[type[StepSpec], Callable[[Any, Any], Ended]]
    known: bool = True

    @property
    def is_believed(self) -> bool:
        """Whether everything that is unknown is taken for what leads to a success."""
        return self.succeeds and self.known


class Foreteller(Machine):
    """A walk that goes on over what is unknown."""

    def __init__(
        self,
        operation: CompiledOperation,
        values: Values,
        world: Foretold,
        around: Around,
        seeds: Mapping[str, object],
    ) -> None:
        """Walk `operation` from `values`; `seeds` are results that are known from the outside."""
        super().__init__(operation, values)
        self.world, self.around, self.seeds = world, around, seeds
        self.name = operation.name

    @property
    def scope(self) -> OperationScope:
        """What the operation may refer to."""
        return self.around.scope

    def step(self, step: StepSpec) -> Ended:
        """Walk one step; what it would define is unknown when it cannot be evaluated."""
        try:
            return (self.around.walkers.get(type(step)) or EVALUATORS[type(step)])(self, step)
        except FAULTS:
            return self._lost(step)

    def partial(self, written: object) -> object:
        """A value with `...` for each part that is unknown."""
        if isinstance(written, Mapping):
            return {key: self.partial(item) for key, item in written.items()}
        if isinstance(written, list | tuple):
            return [self.partial(item) for item in written]
        try:
            return self.value(written)
        except FAULTS:
            return ...

    def applies(self, step: StepSpec) -> bool:
        """Whether a step's own condition, if it has one, holds."""
        return self.holds(getattr(step, "when", None))

    def define(self, name: str | None, value: object, kind: TypeRef | None = None) -> None:
        """Name a result; an unknown one is looked up among what is known from the outside."""
        if name is None:
            return
        if value is ... and name in self.seeds:
            value = self.seeds[name]
            if isinstance(value, Parts):
                value = ... if kind is None else spread(value, kind, self.scope.types)
        self.values.set(name, value)

    def _lost(self, step: StepSpec) -> Ended:
        if id(step) in self.around.assumed:
            return None
        if isinstance(step, RequireSpec) and not self.around.is_believed:
            raise MayFail
        if isinstance(step, ReturnSpec):
            raise Lost
        self.world.doubts |= set(doubts_of([step], self.around))
        for name in _defined(step):
            self.define(name, ...)
        return None


def _defined(step: StepSpec) -> Iterator[str]:
    yield from getattr(step, "let", {})
    for key in ("collect", "choose", "band", "result"):
        name = getattr(step, key, None)
        if isinstance(name, str) and not isinstance(step, ReturnSpec):
            yield name


def doubts_of(steps: Sequence[StepSpec], around: Around) -> Iterator[str]:
    """What steps may do, as `Foretold.doubts` names it."""
    named = {"publish": "events", "escalate": "escalations", "audit": "entries", "send": "packets"}
    for step in steps:
        for verb, kind in named.items():
            if isinstance(getattr(step, verb, None), str):
                yield f"{kind}:{getattr(step, verb)}"
        if isinstance(step, MeasureSpec):
            yield from (f"measured:{name}" for name in step.measure)
        elif isinstance(step, RememberSpec):
            yield from KINDS[around.scope.layers[step.remember.layer].kind]
        elif isinstance(step, AskSpec):
            yield "asked"
        elif isinstance(step, CallSpec) and step.call in around.others:
            reached = around.others[step.call].reach.steps
            yield from doubts_of([one for one in reached if type(one) is not CallSpec], around)
        elif isinstance(step, EachSpec):
            yield from doubts_of(step.steps, around)
