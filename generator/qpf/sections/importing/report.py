"""What an import changed, dropped, or leaves to a person, each with its place."""

from dataclasses import dataclass
from enum import StrEnum

from qpf.diagnostics.diagnostic import Place
from qpf.sections.importing.node import Node

__all__ = ["Entry", "Kind", "Report"]


class Kind(StrEnum):
    """What happened to a value."""

    CHANGED = "changed"
    NEEDS_PERSON = "needs_person"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One thing to know, at its place in the imported file."""

    place: Place
    kind: Kind
    message: str


class Report:
    """Collects entries; an equal one is kept once."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self._entries: dict[Entry, None] = {}

    def changed(self, where: Node | Place, message: str) -> None:
        """A value was repaired or rewritten without loss."""
        self._add(where, Kind.CHANGED, message)

    def dropped(self, where: Node | Place, message: str) -> None:
        """A value has no place in a canonical document."""
        self._add(where, Kind.DROPPED, message)

    def needs(self, where: Node | Place, message: str) -> None:
        """A person has to decide or to write something."""
        self._add(where, Kind.NEEDS_PERSON, message)

    def _add(self, where: Node | Place, kind: Kind, message: str) -> None:
        place = where.where if isinstance(where, Node) else where
        self._entries[Entry(place, kind, message)] = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything, by place."""
        return tuple(sorted(self._entries))
