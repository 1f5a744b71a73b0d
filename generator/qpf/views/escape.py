"""The character rules the encoders share: what is printed as it is, what is escaped, what is cut.

No function here returns a control, private-use, surrogate, unassigned or bidirectional character:
those change how a file is read, and private-use ones mark origins while rendering.
"""

import re
import unicodedata

__all__ = ["defused", "escaped", "one_line", "visible", "wrapped"]

_DIRECTIVES = "coding|flake8|fmt|isort|mypy|noqa|nosec|pragma|pylint|pyright|ruff|type|yapf"
_DIRECTIVE = re.compile(rf"#\s*({_DIRECTIVES})\b", re.IGNORECASE)
_ANYWHERE = re.compile(r"\b(isort|coding)([:=])", re.IGNORECASE)


def visible(character: str) -> bool:
    """Whether a character may stand in a source file as it is."""
    if character.isascii():
        return " " <= character <= "~"
    return character.isprintable() and unicodedata.category(character) not in {"Co", "Cf", "Cn"}


def escaped(text: str) -> str:
    """Python's escapes for backslashes and for every character that is not visible."""
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if visible(character):
        return character
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str) -> str:
    """The text with each run of white space as one space and invisible characters as `U+XXXX`."""
    flat = " ".join(text.split())
    return "".join(c if visible(c) else f"U+{ord(c):04X}" for c in flat)


def defused(text: str) -> str:
    """Take from a text the power to instruct a formatter, a checker or Python's decoder."""
    # a space before the colon is not enough: ruff obeys `ruff : noqa` too
    quoted = _DIRECTIVE.sub(r"'\1'", text)
    return _ANYWHERE.sub(r"\1 \2", quoted)


def wrapped(words: list[list[str]], first: int, width: int) -> list[str]:
    """Fill lines with words given as lists of unbreakable units; a word too long is cut.

    `first` is the room in the first line, `width` in the others; a line is never empty.
    """
    lines: list[str] = []
    line, room = "", first
    for word in words:
        for index, part in enumerate(_cut(word, min(first, width))):
            if line and index == 0 and len(line) + 1 + len(part) <= room:
                line += " " + part
                continue
            if line:
                lines.append(line)
                room = width
            line = part
    return [*lines, line] if line else lines


def _cut(word: list[str], width: int) -> list[str]:
    parts = [""]
    for unit in word:
        if parts[-1] and len(parts[-1]) + len(unit) > width:
            parts.append("")
        parts[-1] += unit
    return parts
