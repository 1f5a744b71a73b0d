"""Better readings of a value in brackets that is not YAML: brackets, quotes, commas, braces."""

import re
from collections.abc import Iterator

__all__ = ["better_flow"]

_CLOSING = {"[": "]", "{": "}"}
_BRACED = re.compile(
    r"(?P<lead>[:,\[]\s+|\[)"
    r"(?P<text>[^\s,\"'\[\]{}](?:(?!:\s)[^,\"'\[\]{}])*\{[^{}]*\}[^,\[\]{}]*)"
)


def better_flow(value: str) -> Iterator[tuple[str, str]]:
    """Other forms of a value that begins with a bracket, each with what was done."""
    if not value.startswith(("[", "{")):
        return
    balanced, added = _balanced(value)
    if added:
        yield balanced, f"the missing `{added}` is added"
    thinned = re.sub(r",(\s*,)+", ",", re.sub(r"([\[{]\s*),", r"\1", value))
    if thinned != value:
        yield thinned, "the doubled comma is taken out"
    braced = _BRACED.sub(lambda m: f'{m["lead"]}"{m["text"].strip()}"', value)
    if braced != value:
        yield braced, "the text with braces is put in quotes"
    bare = re.sub(r"[\"']", "", value)
    if bare != value:
        yield _balanced(bare)[0], "the odd quotes are taken out"


def _balanced(value: str) -> tuple[str, str]:
    """The value with every bracket closed where it must be, and the brackets added."""
    made, added = "", ""
    opened: list[str] = []
    for letter in value:
        if letter in _CLOSING:
            opened.append(_CLOSING[letter])
        elif letter in "]}":
            while opened and opened[-1] != letter and letter in opened:
                added += opened[-1]
                made += opened.pop()
            if opened and opened[-1] == letter:
                opened.pop()
        made += letter
    rest = "".join(reversed(opened))
    return made + rest, added + rest
