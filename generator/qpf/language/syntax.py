"""From the text of an expression to a Python tree whose nodes know their offsets in the text."""

import ast
import keyword
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from qpf.diagnostics.catalogue.behaviour import expression_syntax, expression_too_large
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.misplaced import misplaced
from qpf.language.names import Names
from qpf.language.type_text import PlaceOf

__all__ = ["SyntaxTree", "parse_text"]

_LONGEST = 2000
_DEEPEST = 40
_OPERATORS = {"and", "or", "not", "if", "else", "in", "is", "True", "False", "None"}
_BREAK = re.compile(r"[\r\n\f\v]")
_TOKEN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\W\d]\w*|\#""")


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """A parsed expression; `source` is the text that was parsed, `shift` where it starts."""

    root: ast.expr
    source: str
    shift: int

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Offset and length of a node in the scalar, in characters."""
        data = self.source.encode()
        start = len(data[: node.col_offset].decode(errors="replace"))
        end = len(data[: node.end_col_offset or node.col_offset].decode(errors="replace"))
        return start + self.shift, max(end - start, 1)


def parse_text(text: str, names: Names, place_of: PlaceOf, found: Diagnostics) -> SyntaxTree | None:
    """Parse; None when something was reported. Declared names may be spelled like keywords."""
    whole = place_of(0, max(len(text), 1))
    if len(text) > _LONGEST:
        found.add(expression_too_large(whole, f"{_LONGEST} characters"))
        return None
    shift = len(text) - len(text.lstrip())
    source, comment = _readable(_BREAK.sub(" ", text.strip()), lambda name: name in names.known)
    if not source or comment is not None:
        place = whole if comment is None else place_of(comment + shift, 1)
        found.add(expression_syntax(place, "it is empty" if not source else "`#` begins a comment"))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            root = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        # at the end of the text Python gives offset 0
        offset = misplaced(source)
        if offset is None:
            offset = min((error.offset or len(source)) - 1, len(source) - 1)
        found.add(expression_syntax(place_of(offset + shift, 1), _reason(error)))
        return None
    except (ValueError, MemoryError, RecursionError, SyntaxWarning):
        found.add(expression_syntax(whole, "Python cannot read it"))
        return None
    if _depth(root) > _DEEPEST:
        found.add(expression_too_large(whole, f"a depth of {_DEEPEST}"))
        return None
    return SyntaxTree(root, source, shift)


def _reason(error: SyntaxError) -> str:
    reason = (error.msg or "invalid syntax").partition(". Perhaps")[0]
    return reason[0].lower() + reason[1:]


def _readable(source: str, is_declared: Callable[[str], bool]) -> tuple[str, int | None]:
    """Hide declared names from the keyword check; also the offset of a comment, if there is one.

    A full-width first letter is the same identifier to Python but never a keyword, and it keeps
    every offset.
    """
    pieces = []
    end = 0
    for hit in _TOKEN.finditer(source):
        word = hit.group()
        if word == "#":
            return source, hit.start()
        pieces.append(source[end : hit.start()])
        end = hit.end()
        is_field = source[: hit.start()].rstrip().endswith(".")
        named = is_field or (word not in _OPERATORS and is_declared(word))
        hidden = keyword.iskeyword(word) and named and word.isascii()
        pieces.append(chr(ord(word[0]) + 0xFEE0) + word[1:] if hidden else word)
    return "".join(pieces) + source[end:], None


def _depth(root: ast.AST) -> int:
    deepest = 0
    stack: list[tuple[ast.AST, int]] = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(one, depth + 1) for one in ast.iter_child_nodes(node)]
    return deepest
