"""What another value of one input reaches in the steps of an operation."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from qpf.language.compiled import CompiledOperation
from qpf.language.interface import walk
from qpf.language.step import StepSpec
from qpf.language.steps.ask import AskSpec
from qpf.language.steps.call import CallSpec
from qpf.language.steps.recall import RecallSpec
from qpf.language.steps.remember import RememberSpec
from qpf.language.steps.require import RequireSpec
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.steps.use import UseSpec

__all__ = ["Touched"]

_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Touched:
    """The names that depend on the input, and the guards and returns that do not."""

    names: frozenset[str]
    unmoved: tuple[StepSpec, ...]

    @classmethod
    def by(
        cls, operation: CompiledOperation, changed: str, others: Mapping[str, CompiledOperation]
    ) -> "Touched | None":
        """What `changed` reaches; None when something that may refuse it hears of it."""
        names, layers = {changed}, set[str]()
        unmoved = []
        for step in walk(operation.spec.steps):
            is_recalled = isinstance(step, RecallSpec) and step.recall.layer in layers
            if not is_recalled and not names & set(_words(step)):
                if isinstance(step, RequireSpec | ReturnSpec):
                    unmoved.append(step)
                continue
            if _may_refuse(step, others):
                return None
            layers |= set(_written(step, others))
            if not isinstance(step, AskSpec):
                names |= set(_defined(step))
        return cls(frozenset(names), tuple(unmoved))


def _may_refuse(step: StepSpec, others: Mapping[str, CompiledOperation]) -> bool:
    if isinstance(step, CallSpec):
        reached = others[step.call].reach.steps if step.call in others else ()
        return any(_refuses(one) for one in reached)
    return _refuses(step)


def _refuses(step: StepSpec) -> bool:
    """Functions have limits of their own, links and relations want their ends, points a length."""
    if isinstance(step, RememberSpec):
        wanted = step.remember
        return bool(wanted.effect or wanted.edge or wanted.embedding)
    return isinstance(step, UseSpec)


def _written(step: StepSpec, others: Mapping[str, CompiledOperation]) -> Iterator[str]:
    reached: tuple[StepSpec, ...] = (step,)
    if isinstance(step, CallSpec) and step.call in others:
        reached = others[step.call].reach.steps
    yield from (one.remember.layer for one in reached if isinstance(one, RememberSpec))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _WORD.findall(value)
    elif isinstance(value, BaseModel):
        for name in value.model_fields_set:
            if name != "steps":
                yield from _words(getattr(value, name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)


def _defined(step: StepSpec) -> Iterator[str]:
    yield from getattr(step, "let", {})
    for key in ("collect", "choose", "band", "each", "result"):
        name = getattr(step, key, None)
        if isinstance(name, str) and not isinstance(step, ReturnSpec):
            yield name
