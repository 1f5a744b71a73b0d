"""How a scalar is written, and written anew: the same quotes, or quotes where they are needed."""

import json
import re

from qpf.tools.yaml_scalars import AMBIGUOUS_WORDS, NotFinite, TooLarge, ambiguity, plain_value

__all__ = ["in_quotes", "quoted_like", "retyped", "rewritten"]

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./:+@ -]*")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]+")


def in_quotes(value: str) -> str:
    """A text in quotes: double ones, or single ones when that spares escapes."""
    if ("\\" in value or '"' in value) and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def quoted_like(style: str, value: str) -> str | None:
    """A text written like a scalar of `style`: plain, single or double; None for a block."""
    if style == "'":
        return "'" + value.replace("'", "''") + "'" if value.isprintable() else None
    if style == '"':
        return json.dumps(value, ensure_ascii=False)
    if style:
        return None
    return value if _is_plain(value) else in_quotes(value)


def rewritten(raw: str, old: str, new: str) -> str | None:
    """A part of a scalar's source with the one word `old` replaced; None when it is not one."""
    found = [match.span() for match in _word(old).finditer(raw)]
    if len(found) != 1:
        return None
    begin, end = found[0]
    return raw[:begin] + new + raw[end:]


def _word(word: str) -> re.Pattern[str]:
    before = r"(?<![A-Za-z0-9_])" if word[:1].isalnum() or word[:1] == "_" else ""
    after = r"(?![A-Za-z0-9_])" if word[-1:].isalnum() or word[-1:] == "_" else ""
    return re.compile(before + re.escape(word) + after)


def retyped(value: str, style: str, expected: str) -> str | None:
    """The source of a scalar that is read as `expected` (words of `wrong-type`), or None.

    Only what can mean one thing is written anew.
    """
    if style in ("|", ">"):
        return None
    if expected == "a text" and not style and value not in ("", "~"):
        return in_quotes(value)
    if expected == "`true` or `false`" and value.lower() in _TRUTHS:
        return "true" if _TRUTHS[value.lower()] else "false"
    wanted = {"a number": _NUMBER, "a whole number": _WHOLE}.get(expected)
    if wanted is not None and style and wanted.fullmatch(value) and not ambiguity(value):
        return value
    if expected == "a whole number" and not style and re.fullmatch(r"[-+]?[0-9]+\.0+", value):
        return value.partition(".")[0]
    return None


def _is_plain(value: str) -> bool:
    if not _PLAIN.fullmatch(value) or value != value.strip() or ": " in value or value[-1] == ":":
        return False
    if value in AMBIGUOUS_WORDS or ambiguity(value) is not None:
        return False
    try:
        return isinstance(plain_value(value), str)
    except (NotFinite, TooLarge):
        return False
