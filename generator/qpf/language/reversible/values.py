"""Checks the values of a layer: expressions, literals, calls of the kit, choices."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qpf.diagnostics.catalogue.behaviour import bad_value, type_mismatch
from qpf.diagnostics.catalogue.behaviour_steps import (
    missing_argument,
    undeclared,
    unknown_argument,
)
from qpf.diagnostics.catalogue.layers import not_one_value
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.assign import joined
from qpf.language.expressions import parse_condition, parse_expression
from qpf.language.names import Names
from qpf.language.pointers import unknown_part
from qpf.language.reversible.facts import kit_functions
from qpf.language.reversible.model import Choice, Leaf, Value
from qpf.language.reversible.spec import Scalar, ValueSpec
from qpf.language.type_table import TypeTable
from qpf.language.types import ANY, BOOL, FLOAT, INT, STR, TypeRef
from qpf.model.code import Import
from qpf.model.document import Origins, child

__all__ = ["Reader"]

_FORMS = ("to", "value", "use", "choose")
_ANY = Leaf(node=ast.Constant(0), type=ANY)
_SCALARS = {bool: BOOL, int: INT, float: FLOAT, str: STR}


@dataclass(slots=True)
class Reader:
    """Reads the values of one layer; `used` are the names they refer to."""

    names: Names
    origins: Origins
    found: Diagnostics
    used: set[str] = field(default_factory=set)

    def value(self, spec: ValueSpec, pointer: str, what: str) -> Value:
        """A value in any form; after a report one that fits everywhere."""
        given = [name for name in _FORMS if getattr(spec, name) is not None]
        stray = (spec.arguments is not None and spec.use is None) or (
            spec.otherwise is not None and spec.choose is None
        )
        if len(given) != 1 or stray or (spec.choose is not None and spec.otherwise is None):
            forms = ("`choose` with `else`", "to", "value", "use")
            self.found.add(not_one_value(self.origins.at(pointer), what, forms))
            return _ANY
        if spec.to is not None:
            return self.expression(spec.to, child(pointer, "to"), what)
        if spec.use is not None:
            return self._call(spec.use, spec.arguments or {}, pointer)
        if spec.choose is not None and spec.otherwise is not None:
            return self._choice(spec, pointer, what)
        return Leaf(node=ast.Constant(spec.value), type=_SCALARS[type(spec.value)])

    def expression(
        self, text: str, pointer: str, what: str, expected: TypeRef | None = None
    ) -> Leaf:
        """An expression that gives a scalar."""
        parsed = parse_expression(
            text, self.names, self._within(pointer), self.found, expected=expected, what=what
        )
        if parsed is None:
            return _ANY
        self.used |= set(parsed.names)
        if parsed.type not in (*_SCALARS.values(), expected):
            place = self.origins.at(pointer)
            self.found.add(type_mismatch(place, what, "bool, int, float or str", str(parsed.type)))
        math = {Import("math")} if _uses_math(parsed.node) else set()
        return Leaf(node=parsed.node, type=parsed.type, imports=frozenset(math))

    def condition(self, text: str, pointer: str) -> ast.expr:
        """A condition that depends on something."""
        parsed = parse_condition(text, self.names, self._within(pointer), self.found)
        if parsed is None:
            return ast.Constant(True)
        self.used |= set(parsed.names)
        return parsed.node

    def number(self, value: str | int, pointer: str, what: str) -> Leaf:
        """A whole number: a literal or an expression."""
        if isinstance(value, int):
            return Leaf(node=ast.Constant(value), type=INT)
        return self.expression(value, pointer, what, INT)

    def _within(self, pointer: str) -> Callable[[int, int], Place]:
        return lambda start, length: self.origins.within(pointer, start, length)

    def _choice(self, spec: ValueSpec, pointer: str, what: str) -> Value:
        assert spec.choose is not None and spec.otherwise is not None  # the caller looked
        cases = []
        for index, case in enumerate(spec.choose):
            at = f"{pointer}/choose/{index}"
            test = self.condition(case.when, f"{at}/when")
            cases.append((test, self.value(case, at, what)))
        otherwise = self.value(spec.otherwise, child(pointer, "else"), what)
        kind = otherwise.type
        for index, (_, value) in enumerate(cases):
            both = joined(kind, value.type, TypeTable())
            if both is None:
                place = self.origins.at(f"{pointer}/choose/{index}")
                self.found.add(type_mismatch(place, what, str(kind), str(value.type)))
            else:
                kind = both
        return Choice(cases=tuple(cases), otherwise=otherwise, type=kind)

    def _call(self, name: str, given: Mapping[str, Scalar], pointer: str) -> Leaf:
        signature = kit_functions().get(name)
        if signature is None or signature.unreadable:
            known = tuple(kit_functions())
            place = unknown_part(self.origins, child(pointer, "use"), name, known)
            self.found.add(undeclared(place, "function", name, known, "the kit"))
            return _ANY
        declared = {one.name: one for one in signature.parameters}
        passed = []
        for key, written in given.items():
            at = child(f"{pointer}/with", key)
            if key not in declared:
                self.found.add(unknown_argument(self.origins.key(at), name, key, list(declared)))
                continue
            node = self._argument(written, at, f"`{key}` of `{name}`", declared[key].type)
            passed.append(ast.keyword(declared[key].identifier, node))
        for one in signature.parameters:
            if one.required and one.name not in given:
                place = self.origins.at(child(pointer, "use"))
                self.found.add(missing_argument(place, name, one.name, str(one.type)))
        module, _, _ = name.partition(".")
        function = ast.Attribute(ast.Name(module), signature.function)
        package, _, _ = signature.module.rpartition(".")
        return Leaf(
            node=ast.Call(function, [], passed),
            type=signature.returns,
            imports=frozenset({Import(package, module)}),
        )

    def _argument(self, written: Scalar, pointer: str, what: str, kind: TypeRef) -> ast.expr:
        if isinstance(written, str):
            return self.expression(written, pointer, what, kind).node
        seen = _SCALARS.get(type(written), ANY)
        if seen != kind and not (seen == INT and kind == FLOAT):
            place = self.origins.at(pointer)
            self.found.add(bad_value(place, what, str(kind), str(written)))
        return ast.Constant(written)


def _uses_math(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "math" for one in ast.walk(node))
