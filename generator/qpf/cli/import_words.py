"""The report of an import as a person reads it: what repeats is told once, with every place."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qpf.sections.importing.report import Entry

__all__ = ["import_words"]

_VALUE = re.compile(r"`[^`]*`|[\[{\"].*[\]}\"]|\d+")
_SHOWN = re.compile(r"`[^`]*`|[\[{\"].*[\]}\"]")
_LONGEST, _WIDTH = 300, 100


def import_words(entries: Sequence["Entry"]) -> Iterator[str]:
    """The lines of a report; entries of a file that say the same of other values are one."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        key = (entry.place.file, entry.kind, _VALUE.sub("*", entry.message))
        groups.setdefault(key, []).append(entry)
    for first, *others in groups.values():
        kind = first.kind.value.replace("_", " ")
        yield f"{first.place}: {kind}: {_short(first.message)}"
        if others:
            words = "; ".join(map(_again, others))
            yield from textwrap.wrap(
                f"also {words}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def _again(entry: "Entry") -> str:
    values = " ".join(_SHOWN.findall(entry.message)[:2])
    return _short(f"{entry.place.line}:{entry.place.column} {values}".rstrip())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
