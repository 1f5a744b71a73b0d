"""Checks an expression tree and builds the tree to emit, one function per kind of node."""

import ast
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qpf.diagnostics.catalogue.behaviour import forbidden_syntax
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.language.facts import Fact, Facts, filled, key_of
from qpf.language.names import Names
from qpf.language.syntax import SyntaxTree
from qpf.language.type_table import TypeTable
from qpf.language.type_text import PlaceOf
from qpf.language.types import ANY, TypeRef
from qpf.language.unparse import source

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Check", "Checker", "Need", "Typed", "distinct", "is_plain"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked node: the tree to emit and its type."""

    node: ast.expr
    type: TypeRef


@dataclass(frozen=True, slots=True)
class Need:
    """A list, by the tree that names it, that must have at least `size` items."""

    node: ast.expr
    size: int
    place: Place

    @property
    def key(self) -> str:
        """The list as text."""
        return source(self.node)

    @property
    def facts(self) -> Facts:
        """What is known once the need is met."""
        return frozenset({Fact("filled", self.key, self.size)})

    def test(self) -> ast.expr:
        """The condition that it has."""
        length = ast.Call(ast.Name("len"), [self.node], [])
        return ast.Compare(length, [ast.Gt()], [ast.Constant(self.size - 1)])


Check = Callable[[Any, "Checker", TypeRef | None], Typed]
"""Checks one kind of node; the type its place takes is a hint for literals."""


class Checker:
    """The state of checking one expression."""

    def __init__(
        self,
        tree: SyntaxTree,
        names: Names,
        types: TypeTable,
        place_of: PlaceOf,
        found: Diagnostics,
    ) -> None:
        self.tree, self.types, self._place_of, self._found = tree, types, place_of, found
        self.names = names
        self.used: list[str] = []
        self.needs: list[Need] = []

    def check(self, node: ast.expr, expected: TypeRef | None = None) -> Typed:
        """Check one node; after a report its type is the one that fits everywhere."""
        from qpf.language.checks import CHECKS  # the checks call back into this class

        check = CHECKS.get(type(node))
        if check is None:
            return self.refuse(node, forbidden_syntax(self.place(node), _described(node)))
        return check(node, self, expected)

    def refuse(self, node: ast.expr, diagnostic: Diagnostic) -> Typed:
        """Report, and go on with an unknown."""
        self._found.add(diagnostic)
        del node
        return Typed(ast.Constant(None), ANY)

    def report(self, diagnostic: Diagnostic) -> None:
        """Report something that does not change the type."""
        self._found.add(diagnostic)

    def place(self, node: ast.expr) -> Place:
        """Where a node of the parsed text was written."""
        return self._place_of(*self.tree.span(node))

    def field_place(self, node: ast.Attribute) -> Place:
        """Where the name behind the dot was written."""
        start, length = self.tree.span(node)
        return self._place_of(start + length - len(node.attr), len(node.attr))

    def need(self, node: ast.expr, size: int, at: ast.expr) -> None:
        """Ask that a list has at least `size` items, unless it is known to."""
        if not filled(node, size, self.names.facts):
            self.needs.append(Need(node, size, self.place(at)))

    @contextmanager
    def knowing(self, facts: Facts) -> "Iterator[None]":
        """Check where `facts` hold."""
        before = self.names
        self.names = before.knowing(facts)
        try:
            yield
        finally:
            self.names = before

    @contextmanager
    def collecting(self) -> "Iterator[list[Need]]":
        """Collect the needs of a part instead of adding them to the whole."""
        before, self.needs = self.needs, []
        try:
            yield self.needs
        finally:
            self.needs = before


def distinct(needs: list[Need]) -> list[Need]:
    """The strictest need of each list, in order of appearance."""
    strictest: dict[str, Need] = {}
    for need in needs:
        known = strictest.get(need.key)
        if known is None or known.size < need.size:
            strictest[need.key] = need
    return list(strictest.values())


def is_plain(node: ast.expr) -> bool:
    """Whether a node is a name or a chain of fields, cheap to evaluate twice."""
    return bool(key_of(node))


_WORDS = {
    ast.Lambda: "a lambda",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.JoinedStr: "a formatted string",
    ast.NamedExpr: "an assignment",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield`",
    ast.Starred: "`*`",
    ast.Set: "a set",
    ast.Slice: "a slice",
    ast.Tuple: "a tuple",
}


def _described(node: ast.expr) -> str:
    return _WORDS.get(type(node), f"`{type(node).__name__}`")
