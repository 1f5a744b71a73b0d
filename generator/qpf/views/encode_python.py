"""Encoders for Python source: literals, names, docstrings, comments and blocks of code.

Each class states what its text may stand for; each takes the schema value and, last, its place.
"""

import keyword
import math
import re
from collections.abc import Mapping, Sequence
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import CodeLine
from qpf.model.encoded import Encoded, EncodeError, Piece
from qpf.views.escape import defused, escaped, wrapped

__all__ = [
    "Code",
    "CommentText",
    "DocText",
    "DottedName",
    "Identifier",
    "Literal",
    "Number",
]

_WIDTH = 96
_LONG_TEXT = 80


class Literal(Encoded):
    """A Python literal of a plain value: None, bool, int, float, str, bytes, and their containers.

    A text longer than 80 characters becomes a parenthesised run of shorter literals.
    """

    __slots__ = ()

    def __new__(cls, value: object, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for a value without a literal (NaN, infinity, another class)."""
        return cls._made(_literal(value), origin)


class Number(Encoded):
    """A finite number, printed bare: Python, TOML, YAML and shell read it alike."""

    __slots__ = ()

    def __new__(cls, value: int | float, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for a boolean, NaN or infinity."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise EncodeError(f"`{value!r}` is not a number", origin)
        return cls._made(_literal(value), origin)


class Identifier(Encoded):
    """An ASCII Python identifier that is no keyword; it is checked, never changed."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Accept a name; `EncodeError` for anything else (make names with `qpf.views.naming`)."""
        if not (text.isascii() and text.isidentifier()) or keyword.iskeyword(text):
            raise EncodeError(f"`{text}` is not an identifier", origin)
        return cls._made(text, origin)


class DottedName(Encoded):
    """Identifiers joined by dots: a module path or a qualified name."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Accept a dotted name; `EncodeError` for anything else."""
        return cls._made(".".join(Identifier(part) for part in text.split(".")), origin)


class DocText(Encoded):
    """Text between triple double quotes, wrapped; `indent` is the column of the opening quotes.

    It cannot close the quotes, escape anything, or instruct a tool that scans lines.
    """

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None, *, indent: int = 4) -> Self:
        """Encode one or many lines; a run of blank lines becomes one."""
        lines: list[str] = []
        for source in defused(text).splitlines():
            room = _WIDTH - indent
            words = [_doc_units(word) for word in source.split()]
            fresh = wrapped(words, room if lines else room - 3, room) or [""]
            lines += fresh if fresh != [""] or (lines and lines[-1]) else []
        while lines and not lines[-1]:
            lines.pop()
        joined = "\n".join(" " * indent + line if line else "" for line in lines).lstrip()
        # Formatters part a last quote from the closing ones; they agree only on a bare one.
        closed = re.sub(r'(?<!\\)((?:\\\\)*)\\?"$', r'\1" ', joined)
        return cls._made(closed, origin)


class CommentText(Encoded):
    """Text after `# `; long text continues on lines that begin with `indent` spaces and `# `."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None, *, indent: int = 0) -> Self:
        """Encode; line ends become spaces, and no tool takes the text for a directive."""
        flat = " ".join(text.split())
        calm = defused("#" + flat).removeprefix("#")
        words = [[escaped(c) for c in word] for word in calm.split()]
        room = _WIDTH - indent
        return cls._made(("\n" + " " * indent + "# ").join(wrapped(words, room, room)), origin)


class Code(Encoded):
    """Finished lines of Python, each with its own origin."""

    __slots__ = ("_lines",)

    _lines: tuple[CodeLine, ...]

    def __new__(cls, lines: Sequence[CodeLine], origin: Place | None = None) -> Self:
        """Join lines; `origin` serves the lines that have none."""
        kept = tuple(CodeLine(line.text, line.place or origin) for line in lines)
        self = cls._made("\n".join(line.text for line in kept), origin)
        self._lines = kept
        return self

    @classmethod
    def from_text(cls, text: str, origin: Place | None = None) -> Self:
        """Take source the factory itself composed, for example by `ast.unparse`."""
        return cls([CodeLine(line, origin) for line in text.split("\n")], origin)

    @property
    def lines(self) -> tuple[CodeLine, ...]:
        """The lines, without line ends."""
        return self._lines

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """One piece a line; line ends belong to the line before them."""
        last = len(self._lines) - 1
        return tuple(
            (line.text + ("\n" if number < last else ""), line.place)
            for number, line in enumerate(self._lines)
        )

    def indented(self, columns: int) -> Self:
        """The same lines moved right; empty lines stay empty."""
        pad = " " * columns
        moved = [CodeLine(pad + line.text if line.text else "", line.place) for line in self._lines]
        return type(self)(moved, self.origin)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the lines, which hold everything."""
        return type(self), (self._lines, self.origin)


def _doc_units(word: str) -> list[str]:
    units = re.findall(r'"{2,}|.', word)
    return ['\\"' * len(u) if u.startswith('""') else escaped(u) for u in units]


def _literal(value: object) -> str:
    if value is None or isinstance(value, bool):
        return repr(value)
    if type(value) is int:
        return repr(value)
    if type(value) is float and math.isfinite(value):
        return repr(value)
    if isinstance(value, str) and not isinstance(value, Encoded):
        return _text(str(value))
    if type(value) is bytes:
        plain = repr(value).removeprefix("b").replace("isort:", "isort\\x3a")
        return _double_quoted(plain, "b")
    return _container(value)


def _container(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, tuple):
        inner = ", ".join(map(_literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    raise EncodeError(f"`{value!r}` has no literal")


def _text(value: str) -> str:
    if len(value) <= _LONG_TEXT:
        return _short_text(value)
    words = re.findall(r"\S*\s*", value)
    parts = [""]
    for word in (w[i : i + 40] for w in words for i in range(0, len(w), 40)):
        if len(parts[-1]) + len(word) > _LONG_TEXT - 10:
            parts.append("")
        parts[-1] += word
    return "(\n" + "\n".join(_short_text(part) for part in parts if part) + "\n)"


def _short_text(value: str) -> str:
    inner = escaped(value).replace("isort:", "isort\\x3a")
    if '"' not in inner:
        return f'"{inner}"'
    if "'" not in inner:
        return f"'{inner}'"
    return '"' + inner.replace('"', '\\"') + '"'


def _double_quoted(literal: str, prefix: str) -> str:
    inner = literal[1:-1]
    if literal[0] == "'" and '"' not in inner:
        return f'{prefix}"{inner}"'
    return prefix + literal
