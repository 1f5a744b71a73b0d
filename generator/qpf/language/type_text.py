"""Reads the text of a type: `list[Candidate]?` becomes a `TypeRef`, faults become diagnostics."""

import re
from collections.abc import Callable

from qpf.diagnostics.catalogue.behaviour import type_syntax, unknown_type
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.type_table import TypeTable
from qpf.language.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    JSON,
    NONE,
    STR,
    TypeRef,
    dict_of,
    list_of,
    optional,
)

__all__ = ["BUILT_IN", "PlaceOf", "parse_type"]

PlaceOf = Callable[[int, int], Place]
"""From an offset and a length inside a scalar to the place in the file."""

BUILT_IN = {
    "bool": BOOL,
    "int": INT,
    "float": FLOAT,
    "str": STR,
    "bytes": BYTES,
    "json": JSON,
    "None": NONE,
    "null": NONE,
}
_TOKEN = re.compile(r"[^\W\d][\w.]*|\S")
_DEEPEST = 8


class _Fault(Exception):
    def __init__(self, start: int, length: int, reason: str) -> None:
        super().__init__(reason)
        self.start, self.length, self.reason = start, length, reason


def parse_type(text: str, table: TypeTable, place_of: PlaceOf, found: Diagnostics) -> TypeRef:
    """Return the type; an unknown part is reported and becomes the type that fits everywhere."""
    reader = _Reader(text, table, place_of, found)
    try:
        kind = reader.union(0)
        reader.end()
    except _Fault as fault:
        place = place_of(fault.start, max(fault.length, 1))
        found.add(type_syntax(place, text, fault.reason))
        return ANY
    return kind


class _Reader:
    def __init__(self, text: str, table: TypeTable, place_of: PlaceOf, found: Diagnostics) -> None:
        self._tokens = [(hit.group(), hit.start()) for hit in _TOKEN.finditer(text)]
        self._next = 0
        self._length = len(text)
        self._table, self._place_of, self._found = table, place_of, found

    def union(self, depth: int) -> TypeRef:
        """`T`, `T?`, `T | None`."""
        if depth > _DEEPEST:
            raise _Fault(0, self._length, "it is nested too deeply")
        kind = self._atom(depth)
        while self._peek() in ("?", "|"):
            word, start = self._take()
            if word == "|" and self._take()[0] not in ("None", "null"):
                raise _Fault(start, 1, "only `| None` can follow a type")
            kind = optional(kind)
        return kind

    def end(self) -> None:
        """Refuse what is left over."""
        if self._next < len(self._tokens):
            word, start = self._tokens[self._next]
            raise _Fault(start, len(word), f"`{word}` is too much")

    def _atom(self, depth: int) -> TypeRef:
        word, start = self._take()
        if word == "list":
            self._expect("[")
            return self._closed(list_of(self.union(depth + 1)))
        if word == "dict":
            self._expect("[")
            self._expect("str")
            self._expect(",")
            return self._closed(dict_of(self.union(depth + 1)))
        if not (word[0].isalpha() or word[0] == "_"):
            raise _Fault(start, len(word), f"`{word}` is not the name of a type")
        return self._named(word, start)

    def _named(self, word: str, start: int) -> TypeRef:
        if word in BUILT_IN:
            return BUILT_IN[word]
        declared = self._table.visible.get(word)
        if declared is not None:
            return declared.ref
        known = {*BUILT_IN, "list", "dict", *self._table.visible} - {"None", "null"}
        self._found.add(unknown_type(self._place_of(start, len(word)), word, known))
        if self._peek() == "[":
            self._next = len(self._tokens)  # what an unknown type holds cannot be judged
        return ANY

    def _closed(self, kind: TypeRef) -> TypeRef:
        self._expect("]")
        return kind

    def _peek(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _take(self) -> tuple[str, int]:
        if self._next >= len(self._tokens):
            raise _Fault(max(self._length - 1, 0), 1, "it ends too early")
        self._next += 1
        return self._tokens[self._next - 1]

    def _expect(self, word: str) -> None:
        seen, start = self._take()
        if seen != word:
            raise _Fault(start, len(seen), f"`{word}` expected, found `{seen}`")
