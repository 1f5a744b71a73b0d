"""Did-you-mean: the known word nearest to an unknown one."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

__all__ = ["Suggestion", "did_you_mean", "listed", "nearest"]

_MOST_LISTED = 12
_LONGEST_COMPARED = 80


class Suggestion(str):
    """A help text that names a known word in place of an unknown one.

    `is_sure` says that both are the same but for case and separators, and that no other known word
    is; `is_clear` that `meant` is at least one slip nearer than every other known word.
    """

    __slots__ = ("is_clear", "is_sure", "meant", "word")

    def __new__(cls, word: str, meant: str, *, is_clear: bool, is_sure: bool) -> "Suggestion":
        """Word the question and remember what it is about."""
        text = super().__new__(cls, f"did you mean `{meant}`?")
        text.word, text.meant = word, meant
        text.is_clear, text.is_sure = is_clear, is_sure
        return text

    word: str
    meant: str
    is_clear: bool
    is_sure: bool


def _folded(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter not in "_- .")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The known word most like `word`, or None; spelling apart from case and separators wins."""
    spelled: dict[str, list[str]] = {}
    for choice in sorted(set(known)):
        spelled.setdefault(_folded(choice), []).append(choice)
    matches = [_folded(word)]
    if matches[0] not in spelled:
        matches = get_close_matches(matches[0], spelled, n=1, cutoff=cutoff)
    if not matches:
        return None
    return max(spelled[matches[0]], key=lambda one: SequenceMatcher(None, word, one).ratio())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help text, "did you mean `x`?", or nothing when no known word is near."""
    choices = sorted(set(known))
    match = nearest(word, choices)
    if match is None:
        return ""
    own = _folded(word)
    alike = [choice for choice in choices if _folded(choice) == own]
    is_alone = len(alike) == 1 and bool(own)
    is_sure = is_alone and word.count(".") == match.count(".")
    is_clear = is_alone or (not alike and _is_clear(own, match, choices))
    return Suggestion(word, match, is_clear=is_clear, is_sure=is_sure)


def _is_clear(own: str, match: str, choices: Iterable[str]) -> bool:
    """Whether `match` is near, and every other choice at least one slip further away."""
    if len(own) > _LONGEST_COMPARED:
        return False
    distance = _distance(own, _folded(match))
    if distance > max(1, len(own) // 4):
        return False
    return all(_distance(own, _folded(one)) > distance for one in choices if one != match)


def _distance(left: str, right: str) -> int:
    """How many letters are added, lost, changed or exchanged with their neighbour."""
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        line = [row]
        for column, other in enumerate(right, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def listed(words: Iterable[str], most: int = _MOST_LISTED) -> str:
    """Words as a quoted list for a message, in the given order, cut after `most`."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) > most:
        return ", ".join(quoted[:most]) + f" and {len(quoted) - most} more"
    return ", ".join(quoted)
