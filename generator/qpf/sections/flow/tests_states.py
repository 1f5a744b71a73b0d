"""What tests say of the states of an organ, found by letting it beat."""

from collections.abc import Iterator, Mapping
from typing import Any

from qpf.language.evaluate import Unknown
from qpf.sections.flow.cases import Case
from qpf.sections.flow.compiled import CompiledFlow, CompiledValue
from qpf.sections.flow.evaluate import Machine
from qpf.sections.flow.tests_forms import StateTestView
from qpf.views.encode import Identifier, Literal

__all__ = ["state_tests"]

_BEATS = 100
_BEYOND = 5
_TEXTS = "list[str]"
_SAMPLES: Mapping[str, object] = {"int": 7, "float": 7.5, "bool": True, "str": "earlier"}


def state_tests(flow: CompiledFlow, case: Case) -> tuple[int, tuple[StateTestView, ...]]:
    """A number of equal beats, fewer where nobody can tell what comes of more, and the states."""
    many, state = _after(flow, case)
    return many, tuple(_states(flow, case, state))


def _after(flow: CompiledFlow, case: Case) -> tuple[int, Mapping[str, Any]]:
    machine = Machine(flow)
    state = dict(machine.state)
    for count in range(_BEATS):
        try:
            machine.beat(case.given)
        except Unknown:
            return count, state
        state = dict(machine.state)
    return _BEATS, state


def _states(flow: CompiledFlow, case: Case, state: Mapping[str, Any]) -> Iterator[StateTestView]:
    for one in flow.states:
        limit = flow.spec.state[one.name].limit
        sample, after = _SAMPLES.get(str(one.type)), state[one.name]
        if one.type.is_listlike:
            sample, after = (_SAMPLES[str(one.type.item)],), tuple(after)
        yield StateTestView(
            name=Identifier(one.identifier, one.place),
            sample=Literal(sample, one.place),
            shown=Literal(sample, one.place),
            after=Literal(after, one.place),
            limit=Literal(limit, one.place),
            has_limit=limit is not None and _keeps_the_newest(flow, case, one, limit),
        )


def _keeps_the_newest(flow: CompiledFlow, case: Case, one: CompiledValue, limit: int) -> bool:
    """Whether a beat adds to a list of texts and repeats nothing that it held."""
    if str(one.type) != _TEXTS:
        return False
    for count in (2, limit + _BEYOND):
        machine = Machine(flow)
        held = [f"earlier {number}" for number in range(count)][-limit:]
        machine.state[one.name] = list(held)
        try:
            machine.beat(case.given)
        except Unknown:
            return False
        after = machine.state[one.name]
        kept = [text for text in after if text in held]
        if len(after) != min(limit, len({*held, *after})) or kept != held[len(held) - len(kept) :]:
            return False
    return True
