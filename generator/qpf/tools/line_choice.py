"""Which of the values with one text a line means: the nearest, and those whose keys stand by it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from qpf.model.document import split
from qpf.model.line_homes import unit_of
from qpf.tools.held_values import HeldValue
from qpf.tools.line_words import is_common, keys_on, names_before, words_of

__all__ = ["LineWords"]

_MOST = 12
"""A text that more values near a line share tells nothing of any of them."""


@dataclass(slots=True)
class LineWords:
    """The words of a line; `around` gives those of the lines it stands inside of."""

    text: str
    around: Callable[[], Collection[str]]
    words: list[str]
    _keys: frozenset[str] | None = None

    @classmethod
    def of(cls, text: str, around: Callable[[], Collection[str]]) -> "LineWords":
        """The words of a text."""
        return cls(text, around, words_of(text))

    def meant(
        self, word: str, values: Sequence[HeldValue], near: Sequence[str]
    ) -> Sequence[HeldValue]:
        """The values of a unit that a text on the line stands for.

        `near` are the pointers of the unit that the line came from.
        """
        depths = [max(_shared(one.spot[1], pointer) for pointer in near) for one in values]
        deepest = max(depths)
        own = unit_of(near[0]).count("/") + 1
        is_near = deepest > own or any(pointer.count("/") + 1 <= own for pointer in near)
        if not is_near and self._is_key(word):
            return ()
        kept = [one for one, depth in zip(values, depths, strict=True) if depth == deepest]
        if is_common(word):
            kept = [one for one in kept if self._is_told(word, one, near, is_near=deepest > own)]
        kept = self._best(kept) if len(kept) > 1 else kept
        return kept if len(kept) <= _MOST else ()

    def _is_key(self, word: str) -> bool:
        """Whether a word names what follows it on the line, and is no value."""
        if self._keys is None:
            self._keys = keys_on(self.text)
        return word in self._keys and self.words.count(word) == 1

    def _is_told(self, word: str, value: HeldValue, near: Sequence[str], *, is_near: bool) -> bool:
        """Whether a line is a value's own, or has its key before it.

        Near values and words may have the key above their own instead, and near values may have
        their key on a line around.
        """
        if value.spot[1] in near:
            return True
        names = _names(value)[-2 if is_near or not word[0].isdigit() else -1 :]
        is_item = value.spot[1].rpartition("/")[2].isdigit()
        for before in [self.words] if is_item else names_before(self.words, word):
            if not set(names).isdisjoint(before):
                return True
            if is_near and not before and names and names[-1] in self.around():
                return True
        return is_near and is_item and bool(names) and names[-1] in self.around()

    def _best(self, values: Sequence[HeldValue]) -> list[HeldValue]:
        """The values with the most keys on the line or around it, and the fewest elsewhere."""
        if len({one.spot[1] for one in values}) == 1:
            return list(values)
        scores = [self._score(_names(one)) for one in values]
        best = max(scores)
        return [one for one, score in zip(values, scores, strict=True) if score == best]

    def _score(self, names: Sequence[str]) -> tuple[bool, int, int]:
        around = self.around()
        there = sum(name in self.words or name in around for name in names)
        return bool(names) and names[-1] in self.words, there, there - len(names)


def _names(value: HeldValue) -> tuple[str, ...]:
    """The keys that lead to a value in its unit."""
    inner = value.spot[1].removeprefix(value.unit[1])
    return tuple(step.rstrip("_") for step in split(inner) if not step.isdigit())


def _shared(left: str, right: str) -> int:
    """How many steps two pointers begin with in common."""
    count = 0
    for one, other in zip(left.split("/"), right.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
