"""What the beats of an organ give, found from the schema alone.

Derived tests compare it with the emitted class: two independent readings of one flow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qpf.language.constraints import breaks_a_limit
from qpf.language.evaluate import Refused, Unknown, evaluate
from qpf.language.evaluate_expression import Missing, Values, evaluate_text
from qpf.language.shaped import shaped
from qpf.language.types import Kind, TypeRef
from qpf.sections.flow.compiled import CompiledFlow, CompiledValue
from qpf.sections.flow.reports import is_word
from qpf.sections.flow.spec import ActStage, EachStage, EndStage, KeepStage, RunStage

__all__ = ["Beat", "Failed", "Machine", "Unknown", "neutral"]

_LONGEST = 2000
"""Items or letters of a state beyond which no test writes it out."""
_EMPTY: Mapping[Kind, object] = {
    Kind.BOOL: False,
    Kind.INT: 0,
    Kind.FLOAT: 0.0,
    Kind.STR: "",
    Kind.LIST: (),
    Kind.DICT: {},
}


def neutral(kind: TypeRef) -> object:
    """What a port gives in a test that does not care."""
    value = _EMPTY.get(kind.kind)
    return list(value) if isinstance(value, tuple) else value


class Failed(Unknown):
    """An operation of the organ refuses what it is given, so that nobody can tell a report."""


@dataclass(slots=True)
class Beat:
    """One beat: its report, the calls of ports in order, and all it went through."""

    report: dict[str, object] = field(default_factory=dict)
    acts: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


class Machine:
    """An organ as its schema says, over plain values."""

    def __init__(self, flow: CompiledFlow) -> None:
        """Start with the states' defaults."""
        self._flow = flow
        self._kinds = {one.name: one.type for one in flow.states}
        self.state: dict[str, Any] = {one.name: self._shaped(one) for one in flow.states}
        self._answers: dict[str, list[object]] = {}
        self._values = Values({}, frozenset())
        self._beat = Beat()

    def beat(
        self, given: Mapping[str, object], answers: Mapping[str, Sequence[object]] | None = None
    ) -> Beat:
        """Run one beat; ports answer in turn, the last answer again and again.

        `Unknown` when something cannot be evaluated here.
        """
        self._answers = {name: list(one) for name, one in (answers or {}).items()}
        senses = {one.name: self._shaped(one, given) for one in self._flow.senses}
        self._values = Values({**senses, **self.state}, frozenset())
        self._beat = Beat()
        try:
            self._run()
        except (Missing, ArithmeticError, TypeError, ValueError, LookupError) as fault:
            raise Unknown from fault
        if any(len(one) > _LONGEST for one in self.state.values() if isinstance(one, list | str)):
            raise Unknown
        return self._beat

    def _shaped(self, one: CompiledValue, given: Mapping[str, object] = {}) -> object:
        """What is given for a sense or a state, or its default, as its type has it."""
        return _copied(shaped(given.get(one.name, one.default), one.type, self._flow.scope.types))

    def _run(self) -> None:
        for stage in self._flow.spec.stages:
            if _STAGES[type(stage)](self, stage):
                return
        self._report(self._flow.spec.result)

    def run(self, stage: RunStage) -> bool:
        """An operation over plain values."""
        operation = self._flow.operation(stage.run)
        given = self._given(tuple(one.name for one in operation.parameters), stage.given)
        if breaks_a_limit(operation.spec.input, given):
            raise Failed
        result = evaluate(operation, given, self._flow.scope)
        if isinstance(result, Refused):
            raise Failed
        self._beat.trace.append(operation.function)
        self._values.set(stage.result, result)
        return False

    def act(self, stage: ActStage) -> bool:
        """A port that answers."""
        if self._holds(stage.when):
            answer = self._acted(stage.act, stage.given)
            if stage.result is not None:
                self._values.set(stage.result, answer)
        return False

    def each(self, stage: EachStage) -> bool:
        """A port for every item."""
        items: Any = self._value(stage.items)
        collected: list[object] = []
        before = self._values
        for item in items:
            self._values = before.plus(stage.each, item)
            if not self._holds(stage.when):
                continue
            answer = self._acted(stage.act, stage.given)
            if stage.outcome is not None:
                self._values.set(stage.outcome, answer)
            if stage.result is not None and self._holds(stage.where):
                collected.append(self._value(stage.emit))
        self._values = before
        if stage.result is not None:
            self._values.set(stage.result, collected)
        return False

    def keep(self, stage: KeepStage) -> bool:
        """New states."""
        if self._holds(stage.when):
            for name, written in stage.keep.items():
                value = self._value(written)
                if not isinstance(written, str):
                    value = shaped(value, self._kinds[name], self._flow.scope.types)
                limit = self._flow.spec.state[name].limit
                if isinstance(value, list) and limit is not None:
                    value = value[-limit:]
                self.state[name] = _copied(value)
                self._values.set(name, self.state[name])
        return False

    def end(self, stage: EndStage) -> bool:
        """An early report."""
        if not self._holds(stage.when):
            return False
        self._report(stage.end)
        return True

    def _acted(self, name: str, given: Mapping[str, object]) -> object:
        port, spec = self._flow.port(name), self._flow.spec.ports[name]
        passed = tuple(self._given(tuple(spec.input), given).values())
        self._beat.acts.append((name, passed))
        self._beat.trace.append(name)
        waiting = self._answers.get(name) or [neutral(port.returns)]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def _given(self, names: Sequence[str], written: Mapping[str, object]) -> dict[str, object]:
        given: dict[str, object] = {}
        for name in names:
            if name in written:
                given[name] = self._value(written[name])
            elif name in self._values.known:
                given[name] = self._values.known[name]
        return given

    def _holds(self, text: str | None) -> bool:
        return text is None or evaluate_text(text, self._values) is True

    def _value(self, written: object) -> object:
        if isinstance(written, str):
            return evaluate_text(written, self._values)
        if isinstance(written, Mapping):
            return {name: self._value(one) for name, one in written.items()}
        if isinstance(written, list | tuple):
            return [self._value(one) for one in written]
        return written

    def _report(self, words: Mapping[str, object]) -> None:
        self._beat.report = {"organ": self._flow.spec.organ}
        for name, written in words.items():
            plain = written["is"] if isinstance(written, Mapping) and is_word(written) else None
            given = plain if plain is not None else self._value(written)
            self._beat.report[name] = _copied(given)


def _copied(value: object) -> object:
    return list(value) if isinstance(value, list | tuple) else value


_STAGES: Mapping[type, Callable[[Machine, Any], bool]] = {
    RunStage: Machine.run,
    ActStage: Machine.act,
    EachStage: Machine.each,
    KeepStage: Machine.keep,
    EndStage: Machine.end,
}
