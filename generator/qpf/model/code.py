"""Finished source text with the places it came from, and the imports it needs."""

import re
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place

__all__ = ["CodeLine", "Import", "natural"]

_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[object, ...]:
    """The order of names as isort compares them: without case, runs of digits by their number."""
    parts = _DIGITS.split(name.lower())
    return tuple(int(part) if part.isdigit() else part for part in parts)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of emitted code without its newline; `place` is what made it."""

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """`import module`, or `from module import name`, each with an optional alias."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """A total order for listing imports."""
        return self.module, self.name or "", self.alias or ""

    @property
    def bound(self) -> str:
        """The name the import makes visible in a module."""
        return self.alias or self.name or self.module.partition(".")[0]
