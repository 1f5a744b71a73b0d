"""Did-you-mean: the known word nearest to an unknown one."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "listed", "nearest"]

_MOST_LISTED = 12


def _folded(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter not in "_- .")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The known word most like `word`, or None; spelling apart from case and separators wins."""
    choices = sorted(set(known))
    folded = {_folded(choice): choice for choice in reversed(choices)}
    exact = folded.get(_folded(word))
    if exact is not None:
        return exact
    matches = get_close_matches(_folded(word), folded, n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help text, "did you mean `x`?", or nothing when no known word is near."""
    match = nearest(word, known)
    return f"did you mean `{match}`?" if match is not None else ""


def listed(words: Iterable[str], most: int = _MOST_LISTED) -> str:
    """Words as a quoted list for a message, in the given order, cut after `most`."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) > most:
        return ", ".join(quoted[:most]) + f" and {len(quoted) - most} more"
    return ", ".join(quoted)
