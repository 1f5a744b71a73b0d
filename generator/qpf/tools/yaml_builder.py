"""The state of reading one YAML document: values, places and faults, event by event."""

import re
from typing import cast

from qpf.diagnostics.catalogue import input_yaml as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Origins, Plain, child
from qpf.model.scalar_text import ScalarText, span_in_scalar
from qpf.tools.source_text import refused_characters
from qpf.tools.yaml_properties import Event, refuse_properties
from qpf.tools.yaml_scalars import (
    AMBIGUOUS_WORDS,
    NotFinite,
    TooLarge,
    ambiguity,
    is_plainly_text,
    plain_value,
)
from qpf.tools.yaml_tree import Frame, YamlTree

__all__ = ["MAX_DEPTH", "NestedTooDeep", "TreeBuilder"]

MAX_DEPTH = 64
"""The most collections that may stand inside each other."""

_BREAK = re.compile(r"\r\n|\r|\n")
_KINDS = {bool: "the boolean", int: "the number", float: "the number"}


class NestedTooDeep(Exception):
    """Nesting passed the limit at `place`."""

    def __init__(self, place: Place) -> None:
        """Remember where the first collection beyond the limit begins."""
        super().__init__(place)
        self.place = place
        self.limit = MAX_DEPTH


class TreeBuilder:
    """Receives the events of a parser and reports what a workspace does not allow."""

    def __init__(
        self, path: str, text: str, found: Diagnostics, integer_keys: frozenset[str]
    ) -> None:
        """Prepare to read `text`, the content of the file `path`."""
        self._path = path
        self._text = text
        self._found = found
        self._integer_keys = integer_keys
        self._trees: list[YamlTree] = []
        self._stack: list[Frame] = []
        self._end = (1, 1)

    def begin(self) -> None:
        """Start a document; only the first is kept, the faults of all are reported."""
        root = Frame({}, "", 1, 1)
        root.key = ""
        self._stack = [root]
        self._nodes: dict[str, Place] = {}
        self._keys: dict[str, Place] = {}
        self._texts: dict[str, ScalarText] = {}
        self._trees.append(YamlTree(None, Origins(self._nodes, self._keys, self._texts)))

    def tree(self) -> YamlTree | None:
        """The first document, or None when the stream holds none."""
        return self._trees[0] if self._trees else None

    def scalar(self, event: Event) -> None:
        """Take in a scalar, as a key or as a value."""
        top = self._stack[-1]
        place = self._place_of(event)
        if event.anchor is not None or event.tag is not None:
            refuse_properties(self._path, self._text, event, self._found)
        if top.awaits_key():
            self._take_key(top, event, place)
            return
        pointer = top.next_pointer()
        self._nodes[pointer] = place
        if event.style:
            self._take_text(pointer, event, place)
            value: Plain = event.value
        else:
            value = self._value_of(event, place)
            if place.line != place.end_line:
                self._take_text(pointer, event, place)
        self._keep(top, value)

    def open_mapping(self, event: Event) -> None:
        """Begin a mapping."""
        self._open(event, {}, "a mapping")

    def open_sequence(self, event: Event) -> None:
        """Begin a list."""
        self._open(event, [], "a list")

    def close(self, event: Event) -> None:
        """End the innermost collection; a block ends with its last entry."""
        frame = self._stack.pop()
        if event.start_mark.index != event.end_mark.index:
            self._end = (event.end_mark.line + 1, event.end_mark.column + 1)
        place = Place(self._path, frame.line, frame.column, *self._end)
        self._nodes[frame.pointer] = place

    def alias(self, event: Event) -> None:
        """Refuse an alias and go on as if it were null."""
        top = self._stack[-1]
        place = self._place_of(event, is_scalar=False)
        self._found.add(facts.alias(place, event.anchor))
        if top.awaits_key():
            top.mute_key()
            return
        self._nodes[top.next_pointer()] = place
        self._keep(top, None)

    def _keep(self, top: Frame, value: Plain) -> None:
        top.keep(value)
        if len(self._stack) == 1:
            self._trees[-1].value = value

    def _open(self, event: Event, items: list[Plain] | dict[str, Plain], kind: str) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if len(self._stack) > MAX_DEPTH:
            raise NestedTooDeep(Place(self._path, line, column, line, column + 1))
        if event.anchor is not None or event.tag is not None:
            refuse_properties(self._path, self._text, event, self._found)
        top = self._stack[-1]
        if top.awaits_key():
            place = Place(self._path, line, column, line, column + 1)
            self._found.add(facts.key_not_text(place, f"{kind} used as a key"))
            top.mute_key()
            frame = Frame(items, top.key_pointer, line, column)
        else:
            frame = Frame(items, top.next_pointer(), line, column)
            self._keep(top, items)
        self._stack.append(frame)

    def _take_key(self, top: Frame, event: Event, place: Place) -> None:
        name = self._key_of(top, event, place)
        if name is None:
            top.mute_key()
            return
        pointer = child(top.pointer, name)
        top.key = name
        top.key_pointer = pointer
        if name in top.items:
            top.is_muted = True
            self._found.add(facts.duplicate_key(place, name, self._keys[pointer]))
            return
        self._keys[pointer] = place

    def _key_of(self, top: Frame, event: Event, place: Place) -> str | None:
        if event.style:
            self._refuse_escapes(event, place)
            return cast(str, event.value)
        if event.value == "<<":
            self._found.add(facts.merge_key(place))
            return None
        key = self._value_of(event, place)
        if isinstance(key, str):
            return key
        if type(key) is int and top.pointer in self._integer_keys:
            return str(key)
        kind = _KINDS.get(type(key), "")
        words = f"{kind} `{event.value}`" if kind else "an empty key"
        self._found.add(facts.key_not_text(place, words))
        return None

    def _value_of(self, event: Event, place: Place) -> str | int | float | bool | None:
        written: str = event.value
        if is_plainly_text(written):
            return written
        try:
            value = plain_value(written)
        except NotFinite:
            self._found.add(facts.number_not_finite(place, written))
            return None
        except TooLarge:
            self._found.add(facts.number_too_large(place, written))
            return None
        if written in AMBIGUOUS_WORDS:
            self._found.add(facts.ambiguous_word(place, written))
        doubt = ambiguity(written)
        if doubt is not None:
            self._found.add(facts.ambiguous_number(place, written, doubt.here, doubt.elsewhere))
        return value

    def _take_text(self, pointer: str, event: Event, place: Place) -> None:
        raw = self._text[event.start_mark.index : event.end_mark.index]
        self._texts[pointer] = ScalarText(raw, event.value)
        self._refuse_escapes(event, place)

    def _refuse_escapes(self, event: Event, place: Place) -> None:
        if event.style != '"':
            return
        raw = self._text[event.start_mark.index : event.end_mark.index]
        if "\\" not in raw:
            return
        text = ScalarText(raw, event.value)
        for offset, construct in refused_characters(event.value):
            self._found.add(construct(span_in_scalar(place, text, offset, 1)))

    def _place_of(self, event: Event, is_scalar: bool = True) -> Place:
        start, end = event.start_mark, event.end_mark
        line, column = end.line + 1, end.column + 1
        if is_scalar and event.style in ("|", ">"):
            line, column = self._end_of_block(start.index, end.index, start.line, start.column)
        self._end = (line, column)
        return Place(self._path, start.line + 1, start.column + 1, line, column)

    def _end_of_block(self, start: int, end: int, line: int, column: int) -> tuple[int, int]:
        raw = self._text[start:end].rstrip()
        breaks = [match.end() for match in _BREAK.finditer(raw)]
        if not breaks:
            return line + 1, column + len(raw) + 1
        return line + len(breaks) + 1, len(raw) - breaks[-1] + 1
