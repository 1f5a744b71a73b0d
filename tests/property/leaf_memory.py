"""What a run with one value changed need not do again: parts whose inputs are as they were.

The factory is left as it is; its costly functions are watched while unchanged documents run, and a
later call with equal arguments gets the answer, and the diagnostics, of then.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any
from unittest.mock import patch

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language import compile as compiling
from qpf.language.compiled import CompiledOperation
from qpf.language.interface import references
from qpf.language.scope import OperationScope
from qpf.sections.binding import behaviour, links
from qpf.sections.composing import composer
from qpf.sections.operations import view as operations_view
from qpf.stages import validate as validating

__all__ = ["Memory"]

Function = Callable[..., Any]

_SCOPE = [one.name for one in fields(OperationScope) if one.name != "operations"]
"""What all operations of an agent see; of the operations beside, each sees those it calls."""


@dataclass(slots=True)
class Memory:
    """Answers of the unchanged run; `is_learning` until they are all known."""

    is_learning: bool = True
    _kept: dict[object, tuple[tuple[object, ...], Any, Diagnostics]] = field(default_factory=dict)
    _same: dict[tuple[int, int], tuple[object, object, bool]] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this is entered, the factory's costly functions are remembered."""
        with ExitStack() as stack:
            for owner, name, wrapped in (
                (links, "library_paths", self._library),
                (composer, "merge", self._merged),
                (composer.Substitution, "run", self._substituted),
                (validating, "typed_agent", self._typed),
                (behaviour, "catalogue_of", self._catalogue),
                (behaviour, "effects_of", self._effects),
                (behaviour, "conditions_of", self._conditions),
                (behaviour, "own_types", self._types),
                (behaviour, "operation_signatures", self._signatures),
                (compiling, "operation_signatures", self._signatures),
                (behaviour, "compile_operations", self._operations),
                (compiling, "_compile", self._compiled),
                (operations_view, "derive_tests", self._derived),
            ):
                stack.enter_context(patch.object(owner, name, wrapped(getattr(owner, name))))
            yield

    def forget_comparisons(self) -> None:
        """Let go of what was compared in one run; its objects are gone afterwards."""
        self._same.clear()

    def _answer(
        self,
        key: object,
        inputs: tuple[object, ...],
        made: Callable[[Diagnostics], Any],
        found: Diagnostics,
    ) -> Any:
        known = self._kept.get(key)
        if known is not None and self._are_same(known[0], inputs):
            found.extend(known[2].found)
            return known[1]
        reports = Diagnostics()
        answer = made(reports)
        found.extend(reports.found)
        if self.is_learning:
            self._kept[key] = (inputs, answer, reports)
        return answer

    def _are_same(self, then: tuple[object, ...], now: tuple[object, ...]) -> bool:
        return len(then) == len(now) and all(map(self._is_same, then, now))

    def _is_same(self, one: object, other: object) -> bool:
        if one is other:
            return True
        pair = id(one), id(other)
        if pair not in self._same:
            self._same[pair] = one, other, one == other
        return self._same[pair][2]

    def _library(self, real: Function) -> Function:
        return lambda root: self._answer("library", (root,), lambda _: real(root), Diagnostics())

    def _merged(self, real: Function) -> Function:
        def merge(*trees: Any) -> Any:
            under, _, over, _ = trees
            key = "merge", id(over)
            return self._answer(key, (over, under), lambda _: real(*trees), Diagnostics())

        return merge

    def _substituted(self, real: Function) -> Function:
        def run(own: Any, value: Any, origins: Any) -> Any:
            def made(reports: Diagnostics) -> Any:
                found, own.found = own.found, reports
                try:
                    return real(own, value, origins), frozenset(own.used), own.uses
                finally:
                    own.found = found

            # The places of values are those of the unchanged run: an edit changes values alone.
            key, inputs = ("run", own.agent), (value, own.arguments, own.declared)
            result, used, own.uses = self._answer(key, inputs, made, own.found)
            own.used |= used
            return result

        return run

    def _typed(self, real: Function) -> Function:
        def typed_agent(agent: Any, found: Diagnostics) -> Any:
            inputs = (agent.value, agent.is_readable, agent.source)
            return self._answer(("agent", agent.id), inputs, lambda own: real(agent, own), found)

        return typed_agent

    def _catalogue(self, real: Function) -> Function:
        def catalogue_of(spec: Any, library: Any, glue: Any) -> Any:
            inputs = (spec.map.distribution.package,)
            key = "catalogue", spec.name
            return self._answer(key, inputs, lambda _: real(spec, library, glue), Diagnostics())

        return catalogue_of

    def _effects(self, real: Function) -> Function:
        def effects_of(agent: Any) -> Any:
            key = "effects", agent.id
            return self._answer(key, (agent,), lambda _: real(agent), Diagnostics())

        return effects_of

    def _signatures(self, real: Function) -> Function:
        def operation_signatures(specs: Any, scope: Any, pointer: str = "/operations") -> Any:
            key = "signatures", scope.package, pointer, bool(scope.partners)
            made = lambda _: real(specs, scope, pointer)  # noqa: E731
            return self._answer(key, (specs, scope), made, Diagnostics())

        return operation_signatures

    def _operations(self, real: Function) -> Function:
        def compile_operations(specs: Any, scope: Any, found: Diagnostics) -> Any:
            key = "operations", scope.package
            return self._answer(key, (specs, scope), lambda own: real(specs, scope, own), found)

        return compile_operations

    def _compiled(self, real: Function) -> Function:
        def _compile(*arguments: Any) -> Any:
            spec, scope, reserved, reach, pointer, found = arguments
            seen = (spec.name, *references(spec, "call"))
            known = [scope.operations.get(name) for name in seen]
            others = [getattr(scope, name) for name in _SCOPE]
            key, inputs = ("operation", scope.package, pointer), (spec, reserved, reach)
            made = partial(real, *arguments[:-1])
            return self._answer(key, (*inputs, *known, *others), made, found)

        return _compile

    def _conditions(self, real: Function) -> Function:
        def conditions_of(agent: Any, found: Diagnostics) -> Any:
            return self._answer(("conditions", agent.id), (agent,), partial(real, agent), found)

        return conditions_of

    def _types(self, real: Function) -> Function:
        def own_types(bound: Any, catalogue: Any, found: Diagnostics) -> Any:
            inputs = bound.spec, catalogue, bound.modules
            made = partial(real, bound, catalogue)
            return self._answer(("types", bound.spec.id), inputs, made, found)

        return own_types

    def _derived(self, real: Function) -> Function:
        def derive_tests(operation: Any, scope: Any, others: Any) -> Any:
            inputs = (operation, scope, *_called(operation, others))
            key = "tests", operation.dotted, operation.pointer
            known = self._kept.get(key)
            if known is not None and len(known[0]) == len(inputs) and known[0][0] is operation:
                is_same = all(a is b for a, b in zip(known[0][2:], inputs[2:], strict=True))
                if is_same and self._is_same(known[0][1], scope):
                    return known[1]
            answer = real(operation, scope, others)
            if self.is_learning:
                self._kept[key] = (inputs, answer, Diagnostics())
            return answer

        return derive_tests


def _called(
    operation: CompiledOperation, others: Mapping[str, CompiledOperation]
) -> list[CompiledOperation]:
    """The operations of the agent that an operation leads to, in the order they are met."""
    met: dict[str, CompiledOperation] = {}
    ahead = [operation]
    while ahead:
        for name in ahead.pop().effects.calls:
            if name in others and name not in met:
                met[name] = others[name]
                ahead.append(others[name])
    return list(met.values())
