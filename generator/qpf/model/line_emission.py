"""What stands on the lines of an input file, and the emitted lines that answer for it."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place

__all__ = ["Emission", "InputNode", "Source"]


@dataclass(frozen=True, slots=True)
class InputNode:
    """A node of an input file: where its key stands and which lines its value takes.

    `column` and `end_column` are those of the value.
    """

    pointer: str
    key_line: int
    first_line: int
    last_line: int
    is_scalar: bool
    column: int = 0
    end_column: int = 0

    def is_written_on(self, line: int, column: int | None = None) -> bool:
        """Whether the key stands on a line, or the value of a scalar goes over it.

        With a column only the value that stands there counts.
        """
        if column is not None:
            at, start = (line, column), (self.first_line, self.column)
            return self.is_scalar and start <= at <= (self.last_line, self.end_column)
        return line == self.key_line or (
            self.is_scalar and self.first_line <= line <= self.last_line
        )


@dataclass(frozen=True, slots=True, order=True)
class Emission:
    """Lines `first` to `last` of an emitted file; `via` is the value they were printed from.

    `is_printed` is false for lines that only depend on it.
    """

    path: str
    first: int
    last: int
    via: str
    is_printed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an input file, and the JSON pointer of the value that stands there."""

    place: Place
    pointer: str
