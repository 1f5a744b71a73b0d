"""The words of emitted lines and of written values, told alike however each spells them."""

import re
from collections.abc import Iterator, Sequence

__all__ = ["begins_word", "holds", "is_common", "keys_of", "keys_on", "names_before", "words_of"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?")

_KEY = re.compile(r"([A-Za-z]\w*)[\"']?\s*(?::|=(?!=))")

_CONSTANTS = frozenset({"True", "False"})

_PROSE = 3
"""From this many words on a value is taken for a text."""


def words_of(text: str) -> list[str]:
    """The words and numbers of a text."""
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    if not word[0].isdigit():
        return word.rstrip("_")
    try:
        return repr(float(word))
    except ValueError:
        return word


def keys_of(words: Sequence[str]) -> Sequence[str]:
    """What a value is known by: its word or two, or each three that follow each other."""
    size = min(3, len(words))
    return tuple(dict.fromkeys(_runs(words, size))) if size else ()


def _runs(words: Sequence[str], size: int) -> Iterator[str]:
    return (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def holds(line: str, text: str) -> bool:
    """Whether a line holds a part of a text, or a short one in any spelling of names."""
    words = words_of(text)
    if len(words) >= _PROSE:
        there = words_of(line)
        size = min(_PROSE, len(there))
        return bool(size) and not set(_runs(words, size)).isdisjoint(_runs(there, size))
    return _squashed(text) in _squashed(line)


def begins_word(line: str, text: str) -> bool:
    """Whether a text stands at the beginning of a word of a line; slugs do in any case of it."""
    if text.islower():
        line = line.lower()
    at = line.find(text)
    while at > 0 and line[at - 1].isalnum():
        at = line.find(text, at + 1)
    return at >= 0


def keys_on(line: str) -> frozenset[str]:
    """The words of a line that name what follows: `seller` in `seller=` and in `"seller":`."""
    return frozenset(word.rstrip("_") for word in _KEY.findall(line))


def names_before(words: Sequence[str], value: str) -> Iterator[Sequence[str]]:
    """For each time a value stands among words: those before it, back to another value."""
    start = 0
    for at, word in enumerate(words):
        if word == value:
            yield words[start:at]
        if word[0].isdigit() or word in _CONSTANTS:
            start = at + 1


def _squashed(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def is_common(word: str) -> bool:
    """Whether a text stands in too many lines to tell anything by itself."""
    if word[0].isdigit():
        digits = word.partition("e")[0].replace(".", "").strip("0")
        return len(digits) <= 1
    return len(word) <= 2 or word in _CONSTANTS
