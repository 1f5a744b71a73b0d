"""Expressions: a small, typed, total subset of Python.

`parse_expression` reads text, checks names and types with exact places, and returns a new tree made
only of allowed nodes; nothing of the parsed input reaches emitted code unseen.
"""

import ast
from dataclasses import dataclass

from qpf.diagnostics.catalogue.behaviour import constant_condition, type_mismatch
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.assign import accepts
from qpf.language.checker import Checker, Need
from qpf.language.facts import Facts, facts_of
from qpf.language.names import Names
from qpf.language.normalise import normalised
from qpf.language.syntax import parse_text
from qpf.language.type_table import TypeTable
from qpf.language.type_text import PlaceOf
from qpf.language.types import BOOL, Kind, TypeRef

__all__ = ["Expression", "parse_condition", "parse_expression"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A checked expression: the tree to emit, its type, the names it uses in order of appearance.

    `needs` are lists that must not be shorter than some length for the tree to be evaluated.
    """

    text: str
    node: ast.expr
    type: TypeRef
    names: tuple[str, ...]
    needs: tuple[Need, ...] = ()

    @property
    def facts(self) -> Facts:
        """What is known where the expression, a condition, holds."""
        return facts_of(self.node)


def parse_expression(
    text: str,
    names: Names,
    place_of: PlaceOf,
    found: Diagnostics,
    *,
    types: TypeTable | None = None,
    expected: TypeRef | None = None,
    what: str = "the expression",
) -> Expression | None:
    """Read and check an expression; None when something was reported.

    `expected` is the type its place takes, `what` names that place in messages.
    """
    tree = parse_text(text, names, place_of, found)
    if tree is None:
        return None
    reports = Diagnostics()
    checker = Checker(tree, names, types or TypeTable(), place_of, reports)
    typed = checker.check(tree.root, expected)
    if expected is not None and not accepts(expected, typed.type, checker.types):
        place = place_of(*tree.span(tree.root))
        hint = _hint(expected, typed.type)
        reports.add(type_mismatch(place, what, str(expected), str(typed.type), hint))
    found.extend(reports.found)
    if reports.has_errors or typed.type.is_unknown:
        return None
    return Expression(
        text=text,
        node=normalised(typed.node),
        type=typed.type,
        names=tuple(dict.fromkeys(checker.used)),
        needs=tuple(checker.needs),
    )


def parse_condition(
    text: str,
    names: Names,
    place_of: PlaceOf,
    found: Diagnostics,
    *,
    types: TypeTable | None = None,
) -> Expression | None:
    """Read an expression that must be a truth value and depend on at least one name."""
    condition = parse_expression(
        text, names, place_of, found, types=types, expected=BOOL, what="the condition"
    )
    if condition is not None and not condition.names:
        found.add(constant_condition(place_of(0, len(text))))
        return None
    return condition


def _hint(expected: TypeRef, actual: TypeRef) -> str:
    if actual.is_optional and not expected.is_optional:
        return "test it for `None` before"
    if expected.kind is Kind.INT and actual.kind is Kind.FLOAT:
        return "round it: `int(…)`, `round(…)`"
    if expected.kind is Kind.STR:
        return "turn it into text: `str(…)`"
    return ""
