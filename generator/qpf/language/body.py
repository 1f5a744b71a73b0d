"""Writes the statements of one function: indentation, places, and the imports the trees ask for."""

import ast
import keyword
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from qpf.diagnostics.diagnostic import Place
from qpf.language.unparse import source
from qpf.model.code import CodeLine, Import

__all__ = ["HELPERS", "Body", "call", "keywords"]

_INDENT = "    "
_GUARDS = (
    "require_finite",
    "require_items",
    "require_length",
    "require_one_of",
    "require_pattern",
    "require_range",
)

HELPERS: Mapping[str, Import] = {
    "math": Import("math"),
    "Sequence": Import("collections.abc", "Sequence"),
    "Mapping": Import("collections.abc", "Mapping"),
    "Context": Import("qpf_core.agent", "Context"),
    "RequirementFailed": Import("qpf_core.errors", "RequirementFailed"),
    "JsonValue": Import("qpf_core.plain", "JsonValue"),
    "canonical_json": Import("qpf_core.plain", "canonical_json"),
    "from_plain": Import("qpf_core.plain", "from_plain"),
    "to_plain": Import("qpf_core.plain", "to_plain"),
    "json": Import("json"),
    "contains_word": Import("qpf_core.catalogue.text", "contains_word"),
    "count_words": Import("qpf_core.catalogue.text", "count", "count_words"),
    "text_similarity": Import("qpf_core.catalogue.text", "similarity", "text_similarity"),
    **{name: Import("qpf_core.guards", name) for name in _GUARDS},
}
"""Names emitted code may use without declaring them, and where they come from."""


def call(function: str | ast.expr, /, *arguments: ast.expr, **named: ast.expr) -> ast.Call:
    """A call tree."""
    callee = ast.Name(function) if isinstance(function, str) else function
    return ast.Call(callee, list(arguments), [ast.keyword(k, v) for k, v in named.items()])


def keywords(values: Mapping[str, ast.expr]) -> list[ast.keyword]:
    """Keyword arguments; names that are no identifiers go through one `**` mapping."""
    plain = {name: value for name, value in values.items() if _is_word(name)}
    found = [ast.keyword(name, value) for name, value in plain.items()]
    rest = {name: value for name, value in values.items() if name not in plain}
    if rest:
        names: list[ast.expr | None] = [ast.Constant(name) for name in rest]
        found.append(ast.keyword(None, ast.Dict(names, list(rest.values()))))
    return found


def _is_word(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


class Body:
    """The lines of a function, one method per statement form; every value comes as a tree."""

    def __init__(self, importable: Mapping[str, Import], depth: int = 1) -> None:
        """`importable` says where the names in trees come from; the rest are local."""
        self._importable = importable
        self._depth = depth
        self.lines: list[CodeLine] = []
        self.imports: set[Import] = set()

    def assign(
        self, name: str, value: ast.expr, place: Place, annotation: ast.expr | None = None
    ) -> None:
        """`name = value`, with an annotation when the type cannot be inferred."""
        hint = f": {self._source(annotation)}" if annotation is not None else ""
        self._line(f"{name}{hint} = {self._source(value)}", place)

    def evaluate(self, value: ast.expr, place: Place) -> None:
        """An expression for its effect."""
        self._line(self._source(value), place)

    def returns(self, value: ast.expr | None, place: Place) -> None:
        """`return value`, or a bare `return`."""
        self._line(f"return {self._source(value)}" if value is not None else "return", place)

    def asserts(self, test: ast.expr, place: Place) -> None:
        """`assert test`."""
        self._line(f"assert {self._source(test)}", place)

    def raises(self, error: ast.expr, place: Place) -> None:
        """`raise error`."""
        self._line(f"raise {self._source(error)}", place)

    @contextmanager
    def when(self, test: ast.expr, place: Place, word: str = "if") -> Iterator[None]:
        """`if test:` (or `elif`) around what is written inside."""
        with self._block(f"{word} {self._source(test)}:", place):
            yield

    @contextmanager
    def otherwise(self, place: Place) -> Iterator[None]:
        """`else:` around what is written inside."""
        with self._block("else:", place):
            yield

    @contextmanager
    def expecting(self, error: str, name: str, place: Place) -> Iterator[None]:
        """`with pytest.raises(error) as name:` around what is written inside."""
        raising = call(ast.Attribute(ast.Name("pytest"), "raises"), ast.Name(error))
        with self._block(f"with {self._source(raising)} as {name}:", place):
            yield

    @contextmanager
    def within(self, value: ast.expr, place: Place) -> Iterator[None]:
        """`with value:` around what is written inside."""
        with self._block(f"with {self._source(value)}:", place):
            yield

    @contextmanager
    def entering(self, value: ast.expr, name: str, place: Place) -> Iterator[None]:
        """`async with value as name:` around what is written inside."""
        with self._block(f"async with {self._source(value)} as {name}:", place):
            yield

    @contextmanager
    def attempting(self, place: Place) -> Iterator[None]:
        """`try:` around what is written inside."""
        with self._block("try:", place):
            yield

    @contextmanager
    def failing(self, error: str, name: str, place: Place) -> Iterator[None]:
        """`except error as name:` around what is written inside."""
        with self._block(f"except {self._source(ast.Name(error))} as {name}:", place):
            yield

    @contextmanager
    def each(self, name: str, items: ast.expr, place: Place) -> Iterator[None]:
        """`for name in items:` around what is written inside."""
        with self._block(f"for {name} in {self._source(items)}:", place):
            yield

    @property
    def mark(self) -> int:
        """The position the next line will have."""
        return len(self.lines)

    def declare_at(self, mark: int, name: str, annotation: ast.expr, place: Place) -> None:
        """`name: annotation` before what was written since `mark`."""
        line = CodeLine(f"{_INDENT * self._depth}{name}: {self._source(annotation)}", place)
        self.lines.insert(mark, line)

    def assign_at(
        self, mark: int, name: str, value: ast.expr, place: Place, annotation: ast.expr
    ) -> None:
        """`name: annotation = value` before what was written since `mark`."""
        text = f"{name}: {self._source(annotation)} = {self._source(value)}"
        self.lines.insert(mark, CodeLine(_INDENT * self._depth + text, place))

    def annotate_last(self, comment: str) -> None:
        """Add a trailing comment to the last line."""
        last = self.lines[-1]
        self.lines[-1] = CodeLine(last.text + comment, last.place)

    def use(self, tree: ast.expr) -> None:
        """Import what a tree outside the body needs."""
        self._source(tree)

    @contextmanager
    def _block(self, header: str, place: Place) -> Iterator[None]:
        self._line(header, place)
        self._depth += 1
        yield
        self._depth -= 1

    def _line(self, text: str, place: Place) -> None:
        self.lines.append(CodeLine(_INDENT * self._depth + text, place))

    def _source(self, tree: ast.expr) -> str:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in self._importable:
                self.imports.add(self._importable[node.id])
        return source(tree)
