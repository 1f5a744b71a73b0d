"""Docstrings and comments from schema text, which can never end the string."""

import textwrap
from collections.abc import Sequence

from qpf.views.escape import defused

__all__ = ["comment", "docstring", "sentence"]

_WIDTH = 98


def sentence(text: str, fallback: str) -> str:
    """One line of prose that ends with a full stop."""
    flat = flattened(text) or flattened(fallback)
    return flat if flat[-1:] in ".!?" else f"{flat}."


def flattened(text: str) -> str:
    """The text on one line, without characters that break lines or cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def comment(text: str) -> str:
    """A trailing comment, which instructs no tool."""
    return "  # " + defused(f"#{flattened(text)}").removeprefix("#")


def docstring(
    summary: str, sections: Sequence[tuple[str, Sequence[str]]], indent: str
) -> list[str]:
    """The lines of a docstring: a summary, then titled sections of entries."""
    first = _wrapped(summary, indent + '"""', indent)
    filled = [(title, entries) for title, entries in sections if entries]
    if len(first) == 1 and not filled and len(first[0]) + 3 <= _WIDTH + 2:
        return [f'{first[0]}"""']
    lines = list(first)
    for title, entries in filled:
        lines += ["", f"{indent}{title}:"]
        for entry in entries:
            lines += _wrapped(entry, f"{indent}    ", f"{indent}        ")
    return [*lines, f'{indent}"""']


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    escaped = _escaped(defused(flattened(text)))
    lines = textwrap.wrap(
        escaped,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return lines or [first.rstrip()]


def _escaped(text: str) -> str:
    """Text that cannot end a docstring; a quote at its beginning would be moved by formatters."""
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f"\\{safe}" if safe.startswith('"') else safe
