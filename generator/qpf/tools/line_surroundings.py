"""The lines that an emitted line stands inside of, told by their indentation."""

from collections.abc import Sequence

from qpf.tools.line_words import words_of

__all__ = ["Surroundings"]

_NONE: frozenset[str] = frozenset()


class Surroundings:
    """The lines of one file, and the words of those around each."""

    __slots__ = ("_lines", "_outer", "_words")

    def __init__(self, lines: Sequence[str]) -> None:
        """Read nothing until somebody asks."""
        self._lines = lines
        self._outer: list[int] | None = None
        self._words: dict[int, frozenset[str]] = {-1: _NONE}

    def words(self, index: int) -> frozenset[str]:
        """The words of all lines that open what the line with an index stands in."""
        if self._outer is None:
            self._outer = _outer(self._lines)
        chain = []
        at = self._outer[index]
        while at not in self._words:
            chain.append(at)
            at = self._outer[at]
        words = self._words[at]
        for one in reversed(chain):
            words = self._words[one] = words.union(words_of(self._lines[one]))
        return words


def _outer(lines: Sequence[str]) -> list[int]:
    """For each line the last line before it that is indented less, or -1."""
    found: list[int] = []
    opened: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        text = line.lstrip()
        depth = len(line) - len(text) if text else 0
        while text and opened and opened[-1][0] >= depth:
            opened.pop()
        found.append(opened[-1][1] if opened else -1)
        if text:
            opened.append((depth, index))
    return found
