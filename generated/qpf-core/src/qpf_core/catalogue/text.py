"""Text: words, counts and similarity.

Letter case never matters; a word is a run of letters or digits.
"""

import re
import unicodedata
from collections import Counter

from qpf_core.errors import InputError
from qpf_core.guards import require_range

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?!\w|\.\d)")
# bounded, so that hostile text costs no more than its length
_MASK = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]{1,63}|\b\d(?:[ -]?\d){6,}\b")


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, in folded case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def contains_word(text: str, word: str) -> bool:
    """Tell whether the text holds the word, or the phrase of several words, as whole words."""
    return count(text, word) > 0


def contains_any(text: str, words: list[str]) -> bool:
    """Tell whether the text holds at least one of the words or phrases."""
    return any(contains_word(text, word) for word in words)


def contains_all(text: str, words: list[str]) -> bool:
    """Tell whether the text holds every one of the words or phrases."""
    return all(contains_word(text, word) for word in words)


def count(text: str, word: str) -> int:
    """Count how often a word or phrase occurs as whole words; phrases may overlap.

    Raises InputError when `word` holds no word.
    """
    wanted = tokens(word)
    if not wanted:
        raise InputError("word", "must hold a word")
    found = tokens(text)
    size = len(wanted)
    return sum(found[start : start + size] == wanted for start in range(len(found) - size + 1))


def word_counts(text: str) -> dict[str, int]:
    """Count each word; the most frequent first, equal counts in the order of the alphabet."""
    return dict(sorted(Counter(tokens(text)).items(), key=lambda item: (-item[1], item[0])))


def keywords(text: str, limit: int = 5, minimum_length: int = 4) -> list[str]:
    """Return the most frequent words of at least `minimum_length` letters."""
    require_range("limit", limit, low=0)
    return [word for word in word_counts(text) if len(word) >= minimum_length][:limit]


def similarity(left: str, right: str) -> float:
    """Return the share of common words among all words (Jaccard), within 0 and 1.

    1 when both have none.
    """
    first, second = set(tokens(left)), set(tokens(right))
    if not first and not second:
        return 1.0
    return len(first & second) / len(first | second)


def numbers(text: str) -> list[float]:
    """Return the decimal numbers written in a text, in order; digits inside words do not count."""
    return [float(found) for found in _NUMBER.findall(text)]


def redact(text: str, mask: str = "[redacted]") -> str:
    """Replace e-mail addresses and runs of seven or more digits by a mask."""
    return _MASK.sub(lambda _: mask, text)


def shorten(text: str, limit: int = 80) -> str:
    """Cut to at most `limit` characters, at a space where one is near.

    An ellipsis marks the cut.
    """
    require_range("limit", limit, low=1)
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space >= limit // 2 else head).rstrip() + "…"
