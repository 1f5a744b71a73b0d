"""Finds placeholders that an author forgot to fill in."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import structure
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Plain, child
from qpf.model.spec import AgentSpec

__all__ = ["check_placeholders"]

_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TODO|FIXME|FILL_IN|XXX)\b|^\[[A-Za-z][^\]]*\]$|^\{[A-Za-z][^}]*\}$"
)
_BEHAVIOUR = ("operations", "types")


def check_placeholders(agent: AgentSpec, found: Diagnostics) -> None:
    """Report each text outside behaviour that still holds `TBD`, `[name]` and the like."""
    for key, value in agent.value.items():
        if key in _BEHAVIOUR:
            continue
        for pointer, text in _texts(value, child("", key)):
            match = _PLACEHOLDER.search(text)
            if match is not None:
                place = agent.origins.within(pointer, match.start(), len(match[0]))
                name = pointer.lstrip("/").replace("/", ".")
                found.add(structure.placeholder_left(place, name, match[0]))


def _texts(value: Plain, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, child(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, child(pointer, index))
