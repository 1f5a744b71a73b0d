"""The lines of an emitted file, each with what it came from."""

from collections.abc import Callable
from dataclasses import dataclass

from qpf.model.line_emission import Source

__all__ = ["MappedFile", "MappedLine"]


@dataclass(frozen=True, slots=True)
class MappedLine:
    """One emitted line: the line of the template or static file, and the values it was made from.

    `sources` were printed in it; `held` are those of them, and of the values near them, whose text
    stands in the line.
    """

    template: str
    line: int
    sources: tuple[Source, ...] = ()
    held: tuple[Source, ...] = ()

    @property
    def mentions(self) -> tuple[Source, ...]:
        """Held values that were not printed from a place of their own."""
        return tuple(one for one in self.held if one not in self.sources)

    @property
    def values(self) -> tuple[Source, ...]:
        """What is known of the line, the printed values first."""
        return (*self.sources, *self.mentions)


class MappedFile:
    """An emitted file: `origin` is the value it mainly comes from, `digest` SHA-256 in hex.

    `agent` is the one it belongs to, or None when it is its collection's. `values` are those of all
    lines; `lines` are made when somebody asks for them.
    """

    __slots__ = ("_lines", "_make", "agent", "digest", "origin", "template", "values")

    def __init__(
        self,
        template: str,
        digest: str,
        origin: Source,
        values: frozenset[Source],
        make: Callable[[], tuple[MappedLine, ...]],
        agent: str | None = None,
    ) -> None:
        """Take how to make the lines instead of the lines."""
        self.template, self.digest, self.origin, self.values = template, digest, origin, values
        self.agent = agent
        self._make = make
        self._lines: tuple[MappedLine, ...] | None = None

    def is_from(self, file: str) -> bool:
        """Whether anything of an input file went into it."""
        return any(one.place.file == file for one in (self.origin, *self.values))

    @property
    def lines(self) -> tuple[MappedLine, ...]:
        """The origin of each line."""
        if self._lines is None:
            self._lines = self._make()
        return self._lines

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        if not isinstance(other, MappedFile):
            return NotImplemented
        mine = (self.template, self.digest, self.origin, self.agent, self.lines)
        return mine == (other.template, other.digest, other.origin, other.agent, other.lines)

    __hash__ = None  # type: ignore[assignment]  # equal files may be made anew
