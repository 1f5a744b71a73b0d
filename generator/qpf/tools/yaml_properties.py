"""Refuses the properties of a YAML node: anchors and tags."""

import re
from typing import Any, TypeAlias

from qpf.diagnostics.catalogue import input_yaml as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place

__all__ = ["Event", "refuse_properties"]

Event: TypeAlias = Any
"""An event of the C parser; its marks are always set, which the stubs of the parser do not say."""

_TAG = re.compile(r"![^\s,\[\]{}]*")


def refuse_properties(path: str, text: str, event: Event, found: Diagnostics) -> None:
    """Report the anchor and the tag that stand before a node, each at its own place."""
    mark = event.start_mark
    line = mark.line + 1
    if event.anchor is not None:
        column = _column_of("&", text, mark)
        place = Place(path, line, column, line, column + len(event.anchor) + 1)
        found.add(facts.anchor(place, event.anchor))
    if event.tag is not None:
        column = _column_of("!", text, mark)
        written = _TAG.match(text, mark.index + column - mark.column - 1)
        name = written[0] if written else str(event.tag)
        found.add(facts.tag(Place(path, line, column, line, column + len(name)), name))


def _column_of(sign: str, text: str, mark: Event) -> int:
    return int(mark.column) + max(text.find(sign, mark.index) - int(mark.index), 0) + 1
