"""Checks that examples are executable: the right inputs, fitting values, a reachable result."""

from collections.abc import Collection, Mapping

from qpf.diagnostics.catalogue.behaviour_steps import (
    example_arity,
    example_mismatch,
    undeclared,
    unknown_callable,
)
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import did_you_mean, listed
from qpf.language.compiled import Reach
from qpf.language.constraints import violated
from qpf.language.example_effects import check_effects
from qpf.language.example_memory import Entry, entries, entry_faults, undeclared_keys
from qpf.language.interface import Interface, references
from qpf.language.literals import Misfit, described, misfits
from qpf.language.operation_spec import ExampleSpec, OperationSpec
from qpf.language.scope import LayerFacts, OperationScope
from qpf.language.types import TypeRef
from qpf.model.document import child

__all__ = ["INPUT_ERROR", "check_examples"]

INPUT_ERROR = "input_invalid"
"""What `expect_error` says for an input that breaks its limits."""


def check_examples(
    spec: OperationSpec,
    outside: Interface,
    scope: OperationScope,
    reach: Reach,
    pointer: str,
    found: Diagnostics,
) -> None:
    """Report every fault of every example; `reach` is what the operation may do."""
    for index, example in enumerate(spec.examples):
        check = _Check(spec, example, scope, f"{pointer}/examples/{index}", found)
        check.inputs(outside.types)
        check.result(outside.returns, reach.errors)
        check.partners(reach)
        check.memory()
        check.effects(reach)


class _Check:
    def __init__(
        self,
        spec: OperationSpec,
        example: ExampleSpec,
        scope: OperationScope,
        at: str,
        found: Diagnostics,
    ) -> None:
        self._spec, self._example, self._scope, self._at = spec, example, scope, at
        self._found = found

    def inputs(self, types: Mapping[str, TypeRef]) -> None:
        """Every required input is given, nothing else is, values fit and obey the limits."""
        origins = self._scope.origins
        for name in self._example.given:
            if name not in types:
                place = origins.key(child(f"{self._at}/given", name))
                remedy = did_you_mean(name, types) or f"inputs: {listed(types)}"
                reason = f"gives `{name}`, which is no input"
                self._found.add(example_arity(place, reason, remedy))
        missing = [
            name
            for name, one in self._spec.input.items()
            if name not in self._example.given and "default" not in one.model_fields_set
        ]
        if missing:
            place = origins.at(f"{self._at}/given")
            self._found.add(example_arity(place, f"lacks the inputs {listed(missing)}"))
        for name, value in self._example.given.items():
            if name in types:
                self._input(name, value, types[name])

    def _input(self, name: str, value: object, kind: TypeRef) -> None:
        at = child(f"{self._at}/given", name)
        if self._fits(value, kind, at, f"`{name}`") and self._example.expect_error is None:
            limits = self._spec.input[name]
            broken = violated(limits, value) if value is not None else ""
            if broken:
                place = self._scope.origins.at(at)
                expected = f"a value within `{broken}: {getattr(limits, broken)}`"
                found = example_mismatch(place, f"`{name}`", expected, described(value))
                self._found.add(found)

    def _fits(self, value: object, kind: TypeRef, at: str, what: str) -> bool:
        faults = list(misfits(value, kind, self._scope.types, at))
        for pointer, expected, seen in faults:
            place = self._scope.origins.at(pointer)
            self._found.add(example_mismatch(place, what, expected, seen))
        return not faults

    def result(self, returns: TypeRef | None, raised: Collection[str]) -> None:
        """Either a fitting result or an error the operation can fail with."""
        given = self._example.model_fields_set
        place = self._scope.origins.at(self._at)
        if self._example.expect_error is not None:
            known = [*raised, INPUT_ERROR]
            if "expect" in given:
                self._found.add(example_arity(place, "expects a result and an error"))
            elif self._example.expect_error not in known:
                at = self._scope.origins.at(f"{self._at}/expect_error")
                name = self._example.expect_error
                self._found.add(undeclared(at, "error", name, known, "errors"))
        elif returns is None and "expect" in given:
            self._found.add(example_arity(place, "expects a result, but there is no `output`"))
        elif returns is not None and "expect" not in given:
            self._found.add(example_arity(place, "expects nothing", "add `expect`"))
        elif returns is not None:
            self._fits(self._example.expect, returns, f"{self._at}/expect", "`expect`")

    def partners(self, reach: Reach) -> None:
        """Answers are given only for partner operations that are asked, and fit their results.

        Every one is needed that the operation itself asks, or that every success asks.
        """
        asked = reach.asks
        for name, answers in self._example.partners.items():
            at = child(f"{self._at}/partners", name)
            partner = self._scope.partners.get(name)
            if name not in asked or partner is None:
                place = self._scope.origins.key(at)
                found = unknown_callable(place, "`ask` step for", name, asked)
                self._found.add(found)
                continue
            for index, answer in enumerate(answers):
                self._fits(answer, partner.signature.returns, f"{at}/{index}", f"`{name}`")
        sure = (getattr(step, "ask", None) for step in reach.certain)
        needed = dict.fromkeys([*references(self._spec, "ask"), *(one for one in sure if one)])
        for name in needed:
            if name not in self._example.partners and self._example.expect_error is None:
                place = self._scope.origins.at(self._at)
                reason = f"gives no answer of `{name}`"
                self._found.add(example_arity(place, reason, "add it under `partners`"))

    def memory(self) -> None:
        """Layers are declared; what they hold has the shape the layer needs."""
        for layer, held in self._example.memory.items():
            at = child(f"{self._at}/memory", layer)
            facts = self._scope.layers.get(layer)
            if facts is None:
                place = self._scope.origins.key(at)
                known = self._scope.layers
                found = undeclared(place, "memory layer", layer, known, "memorytopology")
                self._found.add(found)
            else:
                for entry in entries(facts.kind, held, at):
                    self._entry(entry, facts)

    def effects(self, reach: Reach) -> None:
        """What is stated is declared, and steps can do it."""
        stated = self._example.effects
        at = child(self._at, "effects")
        if stated is None:
            return
        if self._scope.operations[self._spec.name].is_async:
            check_effects(stated, self._scope, reach, at, self._found)
        else:
            place = self._scope.origins.key(at)
            self._found.add(example_arity(place, "states effects of an operation that has none"))

    def _entry(self, entry: Entry | Misfit, facts: LayerFacts) -> None:
        faults = entry_faults(entry) if isinstance(entry, Entry) else (entry,)
        for pointer, expected, seen in faults:
            place = self._scope.origins.at(pointer)
            self._found.add(example_mismatch(place, "`memory`", expected, seen))
        if isinstance(entry, Entry):
            for name, pointer in undeclared_keys(entry, facts):
                place = self._scope.origins.key(pointer)
                where = "memorytopology.episodicmemory.indexby"
                self._found.add(undeclared(place, "index key", name, facts.index, where))
