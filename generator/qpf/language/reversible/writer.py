"""Lines of code that are being written, with their indent and their places."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.fold import bound, names_in
from qpf.language.unparse import operand, source
from qpf.model.code import CodeLine

__all__ = ["Form", "Writer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one form of a layer spells things.

    `parameters` are literals, or attributes of `self`; `others` are `id`, `data`, `payload`, looks
    and values; `parts` spells the dictionaries of the packet, `size` the length of the payload
    where a form has it at hand.
    """

    parameters: Mapping[str, ast.expr]
    others: Mapping[str, ast.expr]
    parts: Mapping[str, str]
    size: str = ""

    def local(self, name: str) -> str:
        """How a look or a value is spelled."""
        return source(self.others[name])


@dataclass(slots=True)
class Writer:
    """Lines with what they use of `others`."""

    form: Form
    lines: list[CodeLine] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    depth: int = 0

    def add(self, text: str, place: Place) -> None:
        """Write one line."""
        self.lines.append(CodeLine("    " * self.depth + text, place))

    @contextmanager
    def under(self, text: str, place: Place) -> Iterator[None]:
        """Write what follows below a line."""
        self.add(text, place)
        self.depth += 1
        yield
        self.depth -= 1

    def folded(self, node: ast.expr) -> ast.expr:
        """An expression with the parameters put in."""
        return bound(node, self.form.parameters)

    def text(self, node: ast.expr) -> str:
        """An expression as this form spells it; what it uses is remembered."""
        return source(self._spelled(node))

    def operand(self, node: ast.expr) -> str:
        """The same as one side of a comparison."""
        return operand(self._spelled(node))

    def _spelled(self, node: ast.expr) -> ast.expr:
        folded = self.folded(node)
        if self.form.size:
            folded = _Sized(self.form.size).visit(folded)
        names = names_in(folded)
        self.used |= names & {*self.form.others, self.form.size}
        return bound(folded, self.form.others)


class _Sized(ast.NodeTransformer):
    """Puts a name in place of the length of the payload."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """The length of the payload, or another call with its arguments."""
        if ast.dump(node) == _LENGTH:
            return ast.Name(self._name)
        self.generic_visit(node)
        return node


_LENGTH = ast.dump(ast.Call(ast.Name("len"), [ast.Name("payload")], []))
