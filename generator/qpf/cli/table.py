"""Columns of text under a heading, for people and for `grep`."""

from collections.abc import Iterable, Iterator, Sequence

__all__ = ["aligned"]


def aligned(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The heading and the rows with columns of equal width; no blanks at the ends of lines."""
    lines = [tuple(heading), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()
