"""Loads the page that explains a code, and the examples in it.

An example is a list of edits to a small valid workspace; a test applies them and expects that the
failing example gives its code and the passing one gives nothing.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qpf.diagnostics.fact import Fact
from qpf.diagnostics.registry import facts

__all__ = ["Fence", "Page", "page_for", "page_from_text", "pages"]

_FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=ticks)[ \t]*$", re.M | re.S
)
_HEADING = re.compile(r"^## (.+?)[ \t]*$", re.M)
_SECTIONS = ("What it means", "Why it matters", "Fails", "Passes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced block: `language`, the `words` that follow it on the fence, and the text."""

    language: str
    words: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The explanation of one code; `text` is the whole page as Markdown."""

    code: str
    name: str
    text: str
    meaning: str
    reason: str
    fails: tuple[Fence, ...]
    passes: tuple[Fence, ...]


def page_for(fact: Fact) -> Page | None:
    """The page of a fact, or None when nobody wrote it."""
    source = files(fact.home) / "pages" / f"{fact.code}.md"
    return page_from_text(source.read_text("utf-8")) if source.is_file() else None


@cache
def pages() -> tuple[Page, ...]:
    """The pages of all facts, by code."""
    return tuple(page for fact in facts() if (page := page_for(fact)) is not None)


def page_from_text(text: str) -> Page:
    """Read a page; raises `ValueError` when a heading is missing or out of order."""
    title = re.match(r"# ([A-Z]{2,8}\d{3}) ([a-z0-9-]+)\n", text)
    masked = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    headings = list(_HEADING.finditer(masked))
    if title is None or tuple(heading[1] for heading in headings) != _SECTIONS:
        raise ValueError(f"a page is `# CODE name` and the sections {', '.join(_SECTIONS)}")
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    parts = [text[heading.end() : end].strip() for heading, end in zip(headings, ends, strict=True)]
    return Page(
        code=title[1],
        name=title[2],
        text=text,
        meaning=parts[0],
        reason=parts[1],
        fails=_fences(parts[2]),
        passes=_fences(parts[3]),
    )


def _fences(part: str) -> tuple[Fence, ...]:
    return tuple(_fence(match) for match in _FENCE.finditer(part + "\n"))


def _fence(match: re.Match[str]) -> Fence:
    language, *words = match["info"].split() or [""]
    return Fence(language=language, words=tuple(words), body=match["body"])
