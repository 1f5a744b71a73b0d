"""black and isort on a text, in process; the settings are the emitted project's, never a user's."""

import difflib
from dataclasses import dataclass

from qpf.tools.formatters import blackened, import_sorted
from qpf.tools.gates.evidence import Breach
from qpf.tools.gates.names import Gate

__all__ = ["Style", "style_faults"]


@dataclass(frozen=True, slots=True)
class Style:
    """The length of a line, and the packages that count as the workspace's own."""

    line_length: int
    first_party: tuple[str, ...]


def style_faults(text: str, style: Style) -> tuple[Breach, ...]:
    """One breach for each tool that would change the text, at the first line it would change."""
    wanted = {
        Gate.BLACK: blackened(text, style.line_length),
        Gate.ISORT: import_sorted(text, style.first_party, style.line_length),
    }
    return tuple(
        Breach(gate, "", _first_change(text, other), f"{gate.value} would change the file")
        for gate, other in wanted.items()
        if other != text
    )


def _first_change(text: str, other: str) -> int:
    matcher = difflib.SequenceMatcher(None, text.splitlines(), other.splitlines(), autojunk=False)
    changes = (first for tag, first, *_ in matcher.get_opcodes() if tag != "equal")
    return next(changes, 0) + 1
