"""black and isort on a text, in process; the settings are the emitted project's, never a user's."""

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qpf.tools.formatters import blackened
from qpf.tools.gates.evidence import Breach
from qpf.tools.gates.names import Gate

if TYPE_CHECKING:
    import isort

__all__ = ["Style", "style_faults"]


@dataclass(frozen=True, slots=True)
class Style:
    """The length of a line, and the packages that count as the workspace's own."""

    line_length: int
    first_party: tuple[str, ...]


def style_faults(text: str, style: Style) -> tuple[Breach, ...]:
    """One breach for each tool that would change the text, at the first line it would change."""
    import isort

    sorted_text = isort.code(text, config=_sorting(style))
    wanted = {Gate.BLACK: blackened(text, style.line_length), Gate.ISORT: sorted_text}
    return tuple(
        Breach(gate, "", _first_change(text, other), f"{gate.value} would change the file")
        for gate, other in wanted.items()
        if other != text
    )


@cache
def _sorting(style: Style) -> "isort.Config":
    import isort

    return isort.Config(
        profile="black",
        line_length=style.line_length,
        known_first_party=frozenset(style.first_party),
        py_version="311",
        src_paths=(),
        combine_as_imports=True,
    )


def _first_change(text: str, other: str) -> int:
    matcher = difflib.SequenceMatcher(None, text.splitlines(), other.splitlines(), autojunk=False)
    changes = (first for tag, first, *_ in matcher.get_opcodes() if tag != "equal")
    return next(changes, 0) + 1
