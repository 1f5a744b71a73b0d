"""Slips that people make in a workspace, each undone by a machine: a text in, a worse text out.

`SLIPS` names them; every one draws its place with the given source of chance and returns None when
the text offers no place for it. `is_safe` says that `--fix` alone must mend it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

__all__ = ["SLIPS", "Slip"]

Change = Callable[[Random, str], bytes | str | None]
_KEY = re.compile(r"(?<=[ {])(?P<key>[a-z][a-z_]{4,})(?=: )")
_NESTED = frozenset(
    {
        "generatefiles",
        "createifmissing",
        "generatedocs",
        "escalationpolicy",
        "humanoverride",
        "auditscope",
        "workingmemory",
        "episodicmemory",
        "storagetype",
        "strategymodes",
        "temporalscope",
        "interactionprotocol",
        "autonomyscope",
        "feedbackchannels",
        "autonomyprofile",
        "escalationtriggers",
        "safetylayer",
        "activemodels",
        "apimode",
        "runtime",
        "environment",
        "telemetry",
    }
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip; one that is no YAML any more, or a guess to undo, is not safe."""

    name: str
    change: Change
    is_safe: bool = True


def _at(text: str, match: "re.Match[str]", group: str, new: str) -> str:
    begin, end = match.span(group)
    return text[:begin] + new + text[end:]


def _some(chance: Random, found: Iterator["re.Match[str]"]) -> "re.Match[str] | None":
    matches = list(found)
    return chance.choice(matches) if matches else None


def _pattern(pattern: str, new: Callable[["re.Match[str]"], str]) -> Change:
    def change(chance: Random, text: str) -> str | None:
        match = _some(chance, re.finditer(pattern, text, re.M))
        return None if match is None else text[: match.start()] + new(match) + text[match.end() :]

    return change


def _key_spelling(chance: Random, text: str) -> str | None:
    match = _some(chance, (m for m in _KEY.finditer(text) if m["key"] in _NESTED))
    if match is None:
        return None
    at = chance.randrange(2, len(match["key"]) - 1)
    parts = match["key"][:at], match["key"][at:]
    return _at(text, match, "key", chance.choice(["_".join(parts), match["key"].title()]))


def _slipped(chance: Random, word: str) -> str:
    """One letter lost, or two exchanged, so that the word is another."""
    places = [
        n for n in range(1, len(word) - 1) if word[n] != word[n + 1] and "_" not in word[n : n + 2]
    ]
    at = chance.choice(places)
    if chance.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def _key_typo(chance: Random, text: str) -> str | None:
    match = _some(chance, (m for m in _KEY.finditer(text) if m["key"] in _NESTED))
    return None if match is None else _at(text, match, "key", _slipped(chance, match["key"]))


def _word_typo(chance: Random, text: str) -> str | None:
    known = r"(?<=[ {])(?:mode|apimode|operation|use|audit|runtime): (?P<word>[a-z_.]{5,})"
    match = _some(chance, re.finditer(known, text))
    return None if match is None else _at(text, match, "word", _slipped(chance, match["word"]))


def _twice(pattern: str) -> Change:
    return _pattern(pattern, lambda m: f"{m[0]}\n{m[0]}")


END = r"(?=[,}\]\s])"

SLIPS = (
    Slip("a key spelled another way", _key_spelling),
    Slip("a key with a slip", _key_typo, is_safe=False),
    Slip("a word with a slip", _word_typo, is_safe=False),
    Slip("a word in capitals", _pattern(rf"(?<=mode: )[a-z_]+{END}", lambda m: m[0].upper())),
    Slip("a method in small letters", _pattern(r"(?<=method: )[A-Z]+", lambda m: m[0].lower())),
    Slip("an item twice", _twice(r"^ +- \w+\.(?:py|md)$")),
    Slip("an item twice in a row", _pattern(r"\w+\.(?:py|md), ", lambda m: m[0] * 2)),
    Slip(
        "an entry twice", _twice(r"^ +(?:runtime|apimode|mode|environment|model): \w+(?:  #.*)?$")
    ),
    Slip("an entry twice in a row", _pattern(r"(?:mode|runtime): \w+, ", lambda m: m[0] * 2)),
    Slip("a tab", _pattern(r"^  (?=[a-z]+: )", lambda _: "\t")),
    Slip("a byte order mark", lambda _, text: b"\xef\xbb\xbf" + text.encode()),
    Slip("another encoding", lambda _, text: text.encode("utf-16")),
    Slip("yes for true", _pattern(rf"(?<=(?:ride|able): )true{END}", lambda _: "yes")),
    Slip("off for false", _pattern(rf"(?<=ride: )false{END}", lambda _: "off")),
    Slip("a boolean in quotes", _pattern(rf"(?<=ride: )\w+{END}", lambda m: f"'{m[0]}'")),
    Slip("a number in quotes", _pattern(r"(?<=timeout_ms: )\d+", lambda m: f'"{m[0]}"')),
    Slip("a short version", _pattern(rf"(?<=version: )\d\.0\.0{END}", lambda m: m[0][:3])),
    Slip("a version with a letter", _pattern(r"(?<=version: )(?=\d)", lambda _: "v")),
    Slip("a path without its slash", _pattern(r"(?<= path: )/(?=\w)", lambda _: "")),
    Slip("a path with a last slash", _pattern(r"(?<= path: )/[\w/]+\w", lambda m: f"{m[0]}/")),
    Slip("an anchor", _pattern(r"(?<=mode: )(?=\w)", lambda _: "&it ")),
    Slip("an idle tag", _pattern(r"""(?<=: )(?=["'][^"'\n]*["'])""", lambda _: "!!str ")),
    Slip("a directive", lambda _, text: f"%YAML 1.2\n---\n{text}"),
    Slip("an unseen letter", _pattern(r"(?<=[ \[])(?=\w+\.py\b)", lambda _: "\u200b")),
    Slip("no package file", _pattern(r"^ +- __init__\.py\n|(?<=\[)__init__\.py, ", lambda _: "")),
    Slip("a gap in the order", _pattern(r"(?<=^ {4})2(?=:)", lambda _: "3")),
    Slip("a colon in a text", _pattern(r'(?<=^purpose: )"(.*)"$', lambda m: m[1]), is_safe=False),
    Slip("no blank behind a colon", _pattern(r"(?<=^name:) ", lambda _: ""), False),
    Slip("a document with no ending", _pattern(r"(?<=CONFIG)\.md", lambda _: ""), False),
    Slip("a module with a hyphen", _pattern(r"(?<=config)_(?=manager\.py)", lambda _: "-"), False),
    Slip("a backslash", _pattern(r"(?<=rootpath: )(\w+)/(\w+)", lambda m: f"{m[1]}\\{m[2]}")),
    Slip("an idle mark", _pattern(r"^name: .*", lambda m: f"{m[0]}  # qpf: ignore[QPF142] once")),
    Slip("a path that climbs", _pattern(r"(?<=rootpath: )(?=\w)", lambda _: "./")),
)
