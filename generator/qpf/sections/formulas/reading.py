"""Reads the texts of one formula: expressions, conditions and plain values, with exact places."""

import ast
from collections.abc import Mapping
from functools import partial

from qpf.diagnostics.catalogue.behaviour import bad_value, may_fail
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.diagnostics.fact import fact_of
from qpf.language.expressions import Expression, parse_condition, parse_expression
from qpf.language.literals import literal, misfits
from qpf.language.names import Names
from qpf.language.pointers import located
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature
from qpf.language.type_text import parse_type
from qpf.language.types import TypeRef

__all__ = ["Reader"]


class Reader:
    """What the texts of a formula may refer to, and which names they used."""

    def __init__(
        self, scope: OperationScope, functions: Mapping[str, Signature], found: Diagnostics
    ) -> None:
        """`functions` are the formulas that may be called."""
        self.scope, self.types, self.found = scope, scope.types, found
        self.names = Names(functions=functions)
        self.used: set[str] = set()

    def at(self, pointer: str) -> Place:
        """The place of a value."""
        return self.scope.origins.at(pointer)

    def type(self, text: str, at: str) -> TypeRef:
        """The type that a text names."""
        pointer = located(self.scope.origins, f"{at}/type", at)
        return parse_type(text, self.types, partial(self._within, pointer), self.found)

    def expression(self, text: str, kind: TypeRef, pointer: str) -> Expression | None:
        """An expression of a type; None when a fault was reported."""
        reports = Diagnostics()
        expression = parse_expression(
            text,
            self.names,
            partial(self._within, pointer),
            reports,
            types=self.types,
            expected=kind,
            what="the value",
        )
        return self._noted(expression, reports)

    def condition(self, text: str, pointer: str) -> Expression | None:
        """A condition; None when a fault was reported."""
        reports = Diagnostics()
        place_of = partial(self._within, pointer)
        condition = parse_condition(text, self.names, place_of, reports, types=self.types)
        return self._noted(condition, reports)

    def plain(self, value: object, kind: TypeRef, pointer: str) -> ast.expr | None:
        """A plain value of a type; None when a fault was reported."""
        faults = list(misfits(value, kind, self.types, pointer))
        for at, expected, seen in faults:
            self.found.add(bad_value(self.at(at), "the value", expected, seen))
        return None if faults else literal(value, kind, self.types)

    def _noted(self, expression: Expression | None, reports: Diagnostics) -> Expression | None:
        """What may fail is outside of the domain by definition, so it is no finding here."""
        known = fact_of(may_fail)
        code = known.code if known is not None else ""
        self.found.extend(one for one in reports.found if one.code != code)
        if expression is not None:
            self.used.update(expression.names)
        return expression

    def _within(self, pointer: str, start: int, length: int) -> Place:
        return self.scope.origins.within(pointer, start, length)
