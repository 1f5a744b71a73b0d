"""Where something stands in a file of the workspace."""

from dataclasses import dataclass

__all__ = ["Place"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of a file: 1-based lines and columns (code points), the end exclusive.

    `file` is relative to the workspace with forward slashes; an end of 0 means "not known".
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, the form editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"
